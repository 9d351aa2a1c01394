// Two more crash-free runs for each kind of pin.
#include "harness/campaign/pin_remedy.h"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "harness/campaign/crash_free_run.h"
#include "harness/campaign/documents.h"
#include "harness/campaign/interruption.h"
#include "harness/campaign/left_state.h"
#include "harness/judge/baseline.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

bool pinned_runs_agree(const CampaignOptions& options, const RunStore& store,
                       const Surroundings& surroundings, const Catalogues& catalogues,
                       std::size_t set_aside_without) {
  try {
    const CrashFreeRun first =
        run_crash_free(options, store, surroundings, "pinned.cpt", "pinned1", false);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    const CrashFreeRun second =
        run_crash_free(options, store, surroundings, "pinned.cpt", "pinned2", false);
    Documents documents(catalogues.state_readers, store.path("pinned1"), store.path("snapshot"),
                        store.path("reading"));
    const Assessment assessment =
        assess_baseline(read_tree(store.path("snapshot")),
                        view_of(store, "pinned1", documents, first.command_output),
                        view_of(store, "pinned2", documents, second.command_output), Trace{},
                        nullptr, options.subject.comparison);
    return !assessment.problem && assessment.baseline.set_aside.size() < set_aside_without;
  } catch (const Interrupted&) {
    throw;
  } catch (const std::runtime_error&) {
    return false;  // it cannot be pinned here, or the subject does not run like that
  }
}

}  // namespace

std::optional<Remedy> remedy_by_pins(CampaignOptions options, const RunStore& store,
                                     const Surroundings& surroundings, const Catalogues& catalogues,
                                     std::size_t set_aside_without) {
  const auto agree = [&] {
    return pinned_runs_agree(options, store, surroundings, catalogues, set_aside_without);
  };
  const bool clock_ticked = !std::exchange(options.subject.pin_clock, true);
  if (clock_ticked && agree()) return Remedy{"the clock alone", "--pin-clock"};
  const bool random_varied = !std::exchange(options.subject.pin_random, true);
  if (!random_varied || !agree()) return std::nullopt;
  if (clock_ticked) return Remedy{"clock and random bytes", "--pin-clock --pin-random"};
  return Remedy{"the source of random bytes", "--pin-random"};
}

}  // namespace crashproof
