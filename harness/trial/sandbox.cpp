// Chooses the sandbox that this system allows.
#include "harness/trial/sandbox.h"

#include <sys/stat.h>

#include <algorithm>

#include "harness/trial/copy_sandbox.h"
#include "harness/trial/overlay_sandbox.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

// Whether a resume may do what an overlay without redirects does wrong: going by what the recorded
// run did, since a resume does much the same.
bool moves_directories_or_links(const Trace& trace) {
  return std::any_of(trace.events.begin(), trace.events.end(), [](const Event& event) {
    return event.kind == EventKind::link || event.kind == EventKind::exchange ||
           (event.kind == EventKind::rename && S_ISDIR(event.mode));
  });
}

bool has_hard_links(const std::string& root) {
  const std::vector<std::string> paths = list_tree(root);
  return std::any_of(paths.begin(), paths.end(), [&root](const std::string& path) {
    struct stat status {};
    return ::lstat((root + "/" + path).c_str(), &status) == 0 && !S_ISDIR(status.st_mode) &&
           status.st_nlink > 1;
  });
}

}  // namespace

std::unique_ptr<Sandbox> make_sandbox(const SandboxPlan& plan, const Trace& trace) {
  const Isolation& isolation = plan.isolation;
  const bool faithful = isolation.overlay_moves ||
                        (!moves_directories_or_links(trace) && !has_hard_links(plan.snapshot));
  if (isolation.namespaces && isolation.overlay && faithful) {
    return std::make_unique<OverlaySandbox>(plan, trace);
  }
  return std::make_unique<CopySandbox>(plan, trace);
}

}  // namespace crashproof
