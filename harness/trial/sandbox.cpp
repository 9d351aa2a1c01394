// Chooses the sandbox that this system allows.
#include "harness/trial/sandbox.h"

#include <algorithm>

#include "harness/trial/copy_sandbox.h"
#include "harness/trial/overlay_sandbox.h"

namespace crashproof {
namespace {

// Whether a resume may do what an overlay without redirects does wrong: going by what the recorded
// run did, since a resume does much the same.
bool needs_moves(const Trace& trace) {
  return std::any_of(trace.events.begin(), trace.events.end(), [](const Event& event) {
    return event.kind == EventKind::link || event.kind == EventKind::exchange ||
           (event.kind == EventKind::rename && event.mode != 0 &&
            (event.mode & 0170000U) == 0040000U);
  });
}

}  // namespace

std::unique_ptr<Sandbox> make_sandbox(const SandboxPlan& plan, const Trace& trace) {
  const bool faithful = plan.isolation.overlay_moves || !needs_moves(trace);
  if (plan.isolation.namespaces && plan.isolation.overlay && faithful) {
    return std::make_unique<OverlaySandbox>(plan, trace);
  }
  return std::make_unique<CopySandbox>(plan, trace);
}

}  // namespace crashproof
