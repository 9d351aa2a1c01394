// Sends a check's result through the cell's pipe.
#include "tests/trial/in_cell.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <stdexcept>

#include "harness/trial/cell.h"
#include "harness/trial/tree.h"

namespace crashproof::testing {

std::string in_cell(const Isolation& isolation, const std::function<std::string()>& check) {
  Cell cell(isolation, [&](int, int to_parent_fd) {
    std::string result;
    try {
      result = check();
    } catch (const std::exception& error) {
      result = std::string("exception: ") + error.what();
    }
    send_message(to_parent_fd, result);
    return 0;
  });
  std::string result;
  if (!cell.receive(result)) return "the cell died";
  cell.wait_for_exit();
  return result;
}

std::vector<NamedIsolation> isolations() {
  const Ground ground;
  const Isolation best = probe_isolation(false, ground.path("scratch"));
  const Isolation in_place = probe_isolation(true, ground.path("scratch"));
  std::vector<NamedIsolation> all{{"in place", in_place}};
  if (best.namespaces) {
    Isolation copies = best;
    copies.overlay = copies.overlay_moves = false;
    all.push_back({"copies", copies});
  }
  if (best.overlay_moves) all.push_back({"overlays", best});
  return all;
}

Ground::Ground() {
  std::string name = "/tmp/crashproof-ground-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  root_ = name;
  for (const char* directory : {"work", "snapshot", "scratch"})
    ::mkdir(path(directory).c_str(), 0755);
}

Ground::~Ground() {
  remove_tree(root_);
}

SandboxPlan Ground::plan(const Isolation& isolation) const {
  SandboxPlan plan;
  plan.isolation = isolation;
  plan.workspace = path("work");
  plan.snapshot = path("snapshot");
  plan.scratch = path("scratch");
  return plan;
}

}  // namespace crashproof::testing
