// Hands trials to several workers and collects what they find.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/campaign/run_json.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trial_reply.h"
#include "harness/campaign/worker_plan.h"
#include "harness/trial/cell.h"

namespace crashproof {

// Owns the workers' cells. One thread, one outstanding order a worker.
class Pool {
 public:
  // `plan` without its sandbox, which is made for each worker. `surroundings` must outlive the
  // pool.
  Pool(const Surroundings& surroundings, WorkerPlan plan, unsigned workers);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Carries out all orders (replays sorted by point) and hands over each reply as it comes. A
  // worker that ends in trouble is replaced, and its order answered by Evidence that says so.
  // Throws Interrupted after a signal, and std::runtime_error if workers keep failing before any
  // trial. Where `stopped` is given and says so, no further order is begun: returns how many were
  // left.
  using Collect = std::function<void(const TrialOrder&, const TrialReply&)>;
  std::size_t run(std::deque<TrialOrder> orders, const Collect& collect,
                  const std::function<bool()>& stopped = nullptr);

 private:
  struct Worker {
    unsigned number = 0;
    SandboxPlan sandbox;
    std::unique_ptr<Cell> cell;
    std::optional<TrialOrder> order;
  };

  void start(Worker& worker);
  void hand_out(Worker& worker, std::deque<TrialOrder>& orders);
  void take(Worker& worker, const Collect& collect);

  const Surroundings& surroundings_;
  WorkerPlan plan_;
  std::vector<Worker> workers_;
  unsigned failures_in_a_row_ = 0;
};

}  // namespace crashproof
