// A poll loop over the workers' pipes.
#include "harness/campaign/pool.h"

#include <poll.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "harness/campaign/interruption.h"
#include "harness/campaign/worker.h"
#include "harness/trial/tree.h"

namespace crashproof {

Pool::Pool(const Surroundings& surroundings, WorkerPlan plan, unsigned workers)
    : surroundings_(surroundings), plan_(std::move(plan)) {
  for (unsigned number = 0; number < workers; ++number) {
    workers_.push_back({number, for_worker(surroundings, number), nullptr, std::nullopt});
  }
}

Pool::~Pool() {
  for (Worker& worker : workers_) {
    worker.cell.reset();
    if (!worker.sandbox.on_disk) continue;
    try {
      remove_tree(worker.sandbox.scratch);
    } catch (const std::system_error&) {
      // Below the run directory the next campaign removes it.
    }
  }
}

void Pool::start(Worker& worker) {
  WorkerPlan plan = plan_;
  plan.sandbox = worker.sandbox;
  worker.cell = std::make_unique<Cell>(
      surroundings_.isolation, [plan](int in_fd, int out_fd) { return work(plan, in_fd, out_fd); });
}

void Pool::hand_out(Worker& worker, std::deque<TrialOrder>& orders) {
  if (worker.order || orders.empty()) return;
  if (!worker.cell) start(worker);
  worker.order = std::move(orders.front());
  orders.pop_front();
  try {
    worker.cell->send(to_json(*worker.order));
  } catch (const std::system_error&) {
    // It died while idle; take() finds its pipe closed and says so.
  }
}

void Pool::take(Worker& worker, const Collect& collect) {
  TrialReply reply;
  Evidence& evidence = reply.evidence;
  std::string message;
  if (worker.cell->receive(message)) {
    reply = reply_from_message(message);
  } else {
    evidence.trial = worker.order->trial;
    evidence.schedule = worker.order->schedule;
    evidence.fault = worker.order->fault;
    evidence.point = worker.order->point;
    evidence.engine = worker.order->engine;
    evidence.trouble = "the worker died";
  }
  const TrialOrder order = *std::exchange(worker.order, std::nullopt);
  if (evidence.trouble.empty()) {
    failures_in_a_row_ = 0;
  } else {
    worker.cell.reset();
    if (++failures_in_a_row_ > 10)
      throw std::runtime_error("trials keep failing: " + evidence.trouble);
  }
  collect(order, reply);
}

std::size_t Pool::run(std::deque<TrialOrder> orders, const Collect& collect,
                      const std::function<bool()>& stopped) {
  const auto busy = [](const Worker& worker) { return worker.order.has_value(); };
  for (;;) {
    if (interrupted()) throw Interrupted();
    for (Worker& worker : workers_) {
      if (stopped == nullptr || !stopped()) hand_out(worker, orders);
    }
    if (std::none_of(workers_.begin(), workers_.end(), busy)) return orders.size();
    std::vector<pollfd> ready;
    std::vector<Worker*> polled;
    for (Worker& worker : workers_) {
      if (!worker.order) continue;
      ready.push_back({worker.cell->from_child_fd(), POLLIN, 0});
      polled.push_back(&worker);
    }
    if (::poll(ready.data(), ready.size(), 1000) <= 0) continue;
    for (std::size_t i = 0; i < ready.size(); ++i) {
      if (ready[i].revents != 0) take(*polled[i], collect);
    }
  }
}

}  // namespace crashproof
