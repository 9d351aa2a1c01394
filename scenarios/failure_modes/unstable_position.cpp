// CP017: progress is a position in a listing, which late input shifts.
#include "harness/model/change_parameter.h"
#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

// In the same directory, behind everything else.
std::string sorting_last(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return path.substr(0, name) + "zzzz-" + path.substr(name);
}

std::uint64_t units_extra(const Evidence& evidence) {
  std::uint64_t units = 0;
  for (const Difference& difference : evidence.differences) {
    if (difference.what == Difference::Class::extra) units += difference.count;
  }
  return units;
}

// Under another name it is another item: what the crash-free end has of it is missing, and as much
// is there under the new name. It is no longer passed over.
bool is_taken_under_its_name(const JudgedTrial& trial, const Finding& finding) {
  const std::uint64_t lost = units_lost(finding.example);
  return lost > 0 && units_extra(finding.example) == 0 && units_extra(trial.evidence) >= lost;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "late-input")) return std::nullopt;
  CrashSchedule last = parse_schedule(c.finding().schedule);
  for (ScheduleStep& step : last.steps) {
    if (step.fault != "late-input") continue;
    LateInput input = parse_late_input(step.parameter);
    input.arrives = sorting_last(input.path);
    step.parameter = to_string(input);
  }
  Prover prover(c);
  const Effect effect = prover.try_it(last, "the same input under a name that sorts last");
  const bool taken = effect != Effect::open && is_taken_under_its_name(*c.ask(last), c.finding());
  if (!turns(effect) && !taken) return std::nullopt;
  Diagnosis diagnosis = diagnosis_with("CP017", Certainty::proved);
  diagnosis.therefore =
      "progress is a position in the order of the items: input that sorts before it is passed "
      "over, "
      "or moves the others past it";
  diagnosis.proofs = prover.take();
  return diagnosis;
}

}  // namespace

const FailureMode unstable_position{"CP017", recognise};

}  // namespace crashproof::modes
