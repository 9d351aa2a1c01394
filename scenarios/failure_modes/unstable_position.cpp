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

// The step's file comes under that name, or with that time, instead.
template <typename Change>
CrashSchedule with_late_input(const Finding& finding, Change change) {
  CrashSchedule schedule = parse_schedule(finding.schedule);
  for (ScheduleStep& step : schedule.steps) {
    if (step.fault != "late-input") continue;
    LateInput input = parse_late_input(step.parameter);
    change(input);
    step.parameter = to_string(input);
  }
  return schedule;
}

std::string late_path(const Finding& finding) {
  std::string path;
  with_late_input(finding, [&path](const LateInput& input) { path = input.path; });
  return path;
}

std::string because(const Finding& finding) {
  const std::string what = late_path(finding);
  const std::string begin = "progress is a position in the order of the items: " + what +
                            " comes late and sorts before it";
  return begin + (finding.kind == Finding::Kind::duplicates
                      ? ", which moves what is done past the position, and it is done again"
                      : ", and is passed over");
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "late-input")) return std::nullopt;
  const CrashSchedule last = with_late_input(
      c.finding(), [](LateInput& input) { input.arrives = sorting_last(input.path); });
  Prover prover(c);
  const std::string words = "the same input under a name that sorts last";
  const Effect effect = prover.try_it(last, words);
  const bool taken = effect != Effect::open && is_taken_under_its_name(*c.ask(last), c.finding());
  if (!turns(effect) && !taken) return std::nullopt;
  if (taken && effect != Effect::heals) prover.tell(last, words, "it is taken up, under that name");
  Diagnosis diagnosis = diagnosis_with("CP017", Certainty::proved);
  // Controls: the crash alone, and the time of the input, which is what CP003 is about.
  const Effect alone = prover.try_it(plain_kill(c), "a kill at the same place, and no late input");
  const Effect fresh =
      prover.try_it(with_late_input(c.finding(), [](LateInput& input) { input.fresh = true; }),
                    "the same input, with the time of its arrival");
  if (alone != Effect::heals || turns(fresh)) diagnosis.certainty = Certainty::likely;
  diagnosis.therefore = because(c.finding());
  diagnosis.remedy =
      "remember which items are done, each by its key (or look whether its result is there); the "
      "last key alone will not do, since late input sorts below it";
  diagnosis.proofs = prover.take();
  return diagnosis;
}

}  // namespace

const FailureMode unstable_position{"CP017", recognise};

}  // namespace crashproof::modes
