// One message over the cell's pipe. CBOR, since texts in JSON have to be UTF-8.
#include "harness/campaign/answer_of_cell.h"

#include <poll.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/campaign/interruption.h"
#include "harness/trial/cell.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

std::string encoded(const Json& json) {
  std::string bytes;
  Json::to_cbor(json, bytes);
  return bytes;
}

std::string await_message(Cell& cell, const std::string& what) {
  for (;;) {
    if (interrupted()) throw Interrupted();
    pollfd ready{cell.from_child_fd(), POLLIN, 0};
    if (::poll(&ready, 1, 1000) <= 0) continue;
    std::string message;
    if (!cell.receive(message)) throw std::runtime_error(what + ": the worker ended early");
    return message;
  }
}

}  // namespace

Json answer_of_cell(const Surroundings& surroundings, const std::string& what,
                    const std::function<Json(const SandboxPlan&)>& find_out) {
  const SandboxPlan plan = for_worker(surroundings, 0);
  Cell cell(surroundings.isolation, [&](int, int to_parent_fd) {
    Json message;
    try {
      message = {{"answer", find_out(plan)}};
    } catch (const std::exception& error) {
      message = {{"trouble", error.what()}};
    }
    send_message(to_parent_fd, encoded(message));
    return 0;
  });
  const Json message = Json::from_cbor(await_message(cell, what));
  cell.wait_for_exit();
  if (plan.on_disk) remove_tree(plan.scratch);
  if (message.contains("trouble")) throw std::runtime_error(message.at("trouble"));
  return message.at("answer");
}

}  // namespace crashproof
