// Sets off what a trial lacks against what a crash-free run without the item lacks.
#include "harness/campaign/poisoned_items.h"

#include <algorithm>
#include <iterator>

#include "harness/campaign/missing.h"
#include "harness/trial/resume.h"
#include "harness/trial/tree.h"
#include "harness/trial/trial.h"

namespace crashproof {

const ScheduleStep* poison_of(const CrashSchedule& schedule) {
  const auto found = std::ranges::find(schedule.steps, every_run, &ScheduleStep::run);
  return found == schedule.steps.end() ? nullptr : &*found;
}

PoisonedItems::PoisonedItems(Sandbox& sandbox, const Subject& subject, FinalState& state,
                             double limit_seconds)
    : sandbox_(sandbox), subject_(subject), state_(state), limit_seconds_(limit_seconds) {}

void PoisonedItems::excuse(const ScheduleStep& poison, Evidence& evidence) {
  const Missing missing = missing_in(differences_without(poison.parameter));
  std::vector<Difference> held_against = beyond(evidence.differences, missing);
  std::ranges::copy_if(evidence.differences, std::back_inserter(held_against),
                       [](const Difference& difference) {
                         return difference.what == Difference::Class::duplicated;
                       });
  evidence.differences = std::move(held_against);
}

const std::vector<Difference>& PoisonedItems::differences_without(const std::string& glob) {
  const auto known = without_.find(glob);
  if (known != without_.end()) return known->second;
  sandbox_.end();
  sandbox_.begin();
  for (const std::string& path : list_tree(sandbox_.workspace())) {
    if (glob_matches(glob, path)) remove_tree(sandbox_.workspace() + "/" + path);
  }
  run_to_end(launch_in(sandbox_, subject_, false), {limit_seconds_, 1});
  return without_.emplace(glob, state_.differences("")).first->second;
}

}  // namespace crashproof
