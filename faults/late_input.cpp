// An input that was not there yet when the job first ran, with an old time, and sorts before what
// the job has already done.
#include <algorithm>

#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_states = 17;

// The first run lacks what the recorded one did with this input, so a position that is known by a
// path may never come. By the number of Events, in the first half of the run, it does.
std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashPoint> early;
  for (const CrashPoint& point : ground.states) {
    const bool is_early = point.after > 0 && point.after <= ground.trace.events.size() / 2;
    if (is_early && !point.cut_bytes) early.push_back(point);
  }
  const std::vector<std::uint64_t> numbers = event_numbers(ground.trace.events);
  std::vector<CrashSchedule> all;
  for (const CrashPoint& point : spread(early, most_states - 1)) {
    Position position;
    position.edge = Position::Edge::event;
    position.occurrence = numbers.at(point.after);
    all.push_back(killed_then(position, down("late-input", parameter)));
  }
  all.push_back(killed_then(at_end(), down("late-input", parameter)));
  return all;
}

bool can_be_written(const std::string& input) {
  return problem_of<parse_late_input>(input).empty() && parse_late_input(input).path == input &&
         parse_late_input(input).arrives == input;
}

// The one that sorts first: what a cursor or a listing has already gone past.
std::vector<std::string> usual(const FaultGround& ground) {
  std::vector<std::string> inputs = item_inputs(ground);
  std::erase_if(inputs, [](const std::string& input) { return !can_be_written(input); });
  if (inputs.empty()) return {};
  return {*std::ranges::min_element(inputs)};
}

}  // namespace

const Fault late_input{
    .name = "late-input",
    .summary = "the first run does not have this file; it is there, as old as ever, at the resume",
    .parameter = "PATH[,as=NEWPATH][,fresh]",
    .example = "kill@end; late-input[inbox/0001.csv]@resume1",
    .when = Fault::When::down,
    .problem = problem_of<parse_late_input>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
