// A write that puts down only part of its bytes and says so: what a signal, a quota or a nearly
// full disk make of it, and what few programs look for. (A write cut short by death is kill@in:.)
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  const std::uint64_t bytes = parse_short_write_bytes(parameter);
  const auto can_be_short = [bytes](const Event& event) {
    return event.kind == EventKind::write && event.length > bytes;
  };
  std::vector<CrashSchedule> all;
  for (const std::uint64_t event : spread_events(ground.trace, can_be_short, most_live_places)) {
    all.push_back({{at("short-write", parameter, ground.before(event))}});
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {"1"};
}

}  // namespace

const Fault short_write{
    .name = "short-write",
    .summary = "a write puts down only so many bytes and says so",
    .parameter = "[BYTES]",
    .example = "short-write[100]@before:write(out.csv)#2",
    .problem = problem_of<parse_short_write_bytes>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
