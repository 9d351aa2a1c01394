// The disk is full from a point on, for everything that needs space, until the run has ended; the
// resume finds space again.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"

namespace crashproof::faults {
namespace {

std::string problem(const std::string& parameter) {
  return parameter.empty() ? "" : "disk-full takes no parameter";
}

bool needs_space(const Event& event) {
  return event.kind == EventKind::write || event.kind == EventKind::create ||
         event.kind == EventKind::mkdir || event.kind == EventKind::allocate;
}

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (const std::uint64_t event : spread_events(ground.trace, needs_space, most_live_places)) {
    all.push_back({{at("disk-full", parameter, ground.before(event))}});
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {""};
}

}  // namespace

const Fault disk_full{
    .name = "disk-full",
    .summary = "whatever needs space fails with ENOSPC from there to the end of the run",
    .parameter = "",
    .example = "disk-full@before:write(out.csv)#2",
    .problem = problem,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
