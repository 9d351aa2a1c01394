// The way in: prepares the calling thread and cleans up after whatever happens.
#include "harness/record/supervisor.h"

#include "harness/record/supervised_run.h"
#include "harness/record/ticker.h"

namespace crashproof {

Supervised supervise(const Supervision& supervision) {
  const PinnedThread pinned(supervision.launch.only_cpu);
  const Ticker ticker;
  Supervision wanted = supervision;
  wanted.launch.traced = true;
  wanted.launch.traced_opens = needs_opens(supervision);
  SupervisedRun run(wanted);
  try {
    Supervised result = run.to_end();
    kill_descendants();
    return result;
  } catch (...) {
    run.abandon();
    throw;
  }
}

}  // namespace crashproof
