// Asks each chosen fault where it is to be tried, and decides which trials a recording serves.
#include "harness/campaign/fault_trials.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace crashproof {
namespace {

const Fault* fault_named(const std::vector<Fault>& faults, std::string_view name) {
  const auto found = std::ranges::find(faults, name, &Fault::name);
  return found == faults.end() ? nullptr : &*found;
}

// A recorded state serves if the first run only dies, and all else happens to what it left.
bool follows_from_recording(const CrashSchedule& schedule, const std::vector<Fault>& faults) {
  std::uint64_t deaths = 0;
  for (const ScheduleStep& step : schedule.steps) {
    if (step.run != 0 && step.run != every_run && step.position.edge != Position::Edge::down)
      continue;
    const Fault* fault = fault_named(faults, step.fault);
    if (fault == nullptr || !fault->replayable || step.run == every_run) return false;
    if (step.run == 0) ++deaths;
  }
  return deaths == 1;
}

std::optional<CrashPoint> point_of(const CrashSchedule& schedule, const Trace& trace) {
  const ScheduleStep& first = schedule.steps.front();
  if (first.run != 0) return std::nullopt;
  return resolve(first.position, trace).point;
}

TrialOrder order_for(const CrashSchedule& schedule, const std::string& label, const Trace& trace,
                     const std::vector<Fault>& faults, bool only_live) {
  TrialOrder order;
  order.schedule = to_string(schedule);
  order.fault = label;
  order.point = point_of(schedule, trace);
  const bool replay = !only_live && follows_from_recording(schedule, faults);
  order.engine = replay ? Engine::replay : Engine::live;
  return order;
}

// Every n-th, so that all parts of the run are represented.
template <typename Item>
std::vector<Item> spread(const std::vector<Item>& items, std::uint64_t at_most) {
  if (at_most == 0 || items.size() <= at_most) return items;
  std::vector<Item> chosen;
  for (std::uint64_t i = 0; i < at_most; ++i) chosen.push_back(items[i * items.size() / at_most]);
  return chosen;
}

std::vector<std::string> paths_of(const FileTree& tree) {
  std::vector<std::string> paths;
  for (const auto& [path, entry] : tree) {
    if (entry.type == FileType::regular) paths.push_back(path);
  }
  return paths;
}

// As the fault is usual. Where a run offers no place for that, the bare name stays, to be told.
std::vector<FaultChoice> usual_choices(const Fault& fault, const FaultGround& ground) {
  std::vector<FaultChoice> usual;
  for (std::string& parameter : fault.usual(ground)) {
    usual.push_back({std::string(fault.name), std::move(parameter)});
  }
  if (usual.empty()) usual.push_back({std::string(fault.name), ""});
  return usual;
}

// What one choice of the user's stands for.
std::vector<FaultChoice> spelled_out(const FaultChoice& choice, const PlanSources& sources,
                                     const FaultGround& ground) {
  const Fault* fault = fault_named(sources.faults, choice.name);
  const bool chooses = choice.parameter.empty() && fault != nullptr && fault->usual != nullptr;
  return chooses ? usual_choices(*fault, ground) : std::vector<FaultChoice>{choice};
}

std::vector<FaultChoice> choices(const CampaignOptions& options, const PlanSources& sources,
                                 const FaultGround& ground) {
  std::vector<FaultChoice> chosen;
  const auto add = [&chosen](const FaultChoice& choice) {
    if (std::ranges::find(chosen, choice) == chosen.end()) chosen.push_back(choice);
  };
  for (const FaultChoice& choice : options.faults) {
    std::ranges::for_each(spelled_out(choice, sources, ground), add);
  }
  if (!options.everything) return chosen;
  for (const Fault& fault : sources.faults) {
    if (fault.usual != nullptr) std::ranges::for_each(usual_choices(fault, ground), add);
  }
  return chosen;
}

std::vector<CrashSchedule> schedules_of(const Fault& fault, const FaultGround& ground,
                                        const std::string& parameter) {
  if (fault.problem != nullptr && !fault.problem(parameter).empty()) return {};
  return fault.schedules(ground, parameter);
}

// A choice has had a place if one of the parameters that it stands for has.
void mark_untested(const CampaignOptions& options, const PlanSources& sources,
                   const FaultGround& ground, const std::set<std::string>& without_place,
                   std::vector<FaultPlan>& plans) {
  for (const FaultChoice& asked : options.faults) {
    const std::vector<FaultChoice> choices = spelled_out(asked, sources, ground);
    const bool untested = std::ranges::all_of(
        choices, [&](const FaultChoice& choice) { return without_place.contains(choice.label()); });
    for (FaultPlan& plan : plans) {
      if (untested && std::ranges::find(choices, plan.label, &FaultChoice::label) != choices.end())
        plan.untested = true;
    }
  }
}

}  // namespace

std::vector<std::string> files_only_read(const Trace& trace) {
  std::set<std::string> changed;
  for (const Event& event : trace.events) {
    if (!changes_files(event.kind)) continue;
    changed.insert(event.path);
    changed.insert(event.target);
  }
  std::set<std::string> seen;
  std::vector<std::string> files;
  for (const Event& event : trace.events) {
    if (event.kind != EventKind::open || changed.contains(event.path)) continue;
    if (seen.insert(event.path).second) files.push_back(event.path);
  }
  return files;
}

std::vector<std::string> inputs_of(const BaselineRuns& runs) {
  std::vector<std::string> inputs = files_only_read(runs.trace);
  std::erase_if(inputs,
                [&](const std::string& path) { return !runs.baseline.initial.contains(path); });
  return inputs;
}

bool needs_opens(const CampaignOptions& options) {
  const auto looks_at_inputs = [](const FaultChoice& choice) {
    return choice.name == "poison" || choice.name == "late-input" || choice.name == "errno";
  };
  return options.everything || options.measure_redo || options.minimise_input ||
         std::ranges::any_of(options.faults, looks_at_inputs);
}

std::vector<FaultPlan> plan_faults(const CampaignOptions& options, const BaselineRuns& runs,
                                   const std::vector<CrashStateClass>& states,
                                   const PositionNames& names, const PlanSources& sources) {
  std::vector<CrashPoint> points;
  for (const CrashStateClass& state : states) points.push_back(state.representative);
  const std::vector<std::string> inputs = inputs_of(runs);
  const std::vector<std::string> outputs = paths_of(runs.baseline.final);
  const FaultGround ground{runs.trace,
                           points,
                           [&](const CrashPoint& point) { return names.position_of(point); },
                           [&](std::uint64_t event) { return names.before(event); },
                           inputs,
                           outputs,
                           sources.final_content,
                           sources.initial_content};
  const bool only_live = options.live || options.subject.needs_live_engine();
  std::set<std::string> known;
  std::set<std::string> without_place;
  std::vector<FaultPlan> plans;
  for (const FaultChoice& choice : choices(options, sources, ground)) {
    const Fault* fault = fault_named(sources.faults, choice.name);
    if (fault == nullptr || fault->schedules == nullptr) continue;
    FaultPlan plan;
    plan.label = choice.label();
    const std::vector<CrashSchedule> all = schedules_of(*fault, ground, choice.parameter);
    const std::vector<CrashSchedule> chosen = spread(all, options.per_fault);
    for (const CrashSchedule& schedule : chosen) {
      TrialOrder order = order_for(schedule, plan.label, runs.trace, sources.faults, only_live);
      if (known.insert(order.schedule).second) plan.orders.push_back(std::move(order));
    }
    plan.planned = plan.orders.size();
    plan.left_out = all.size() - chosen.size();
    if (all.empty()) {
      plan.note = "the run offers no place for it";
      without_place.insert(plan.label);
    }
    plans.push_back(std::move(plan));
  }
  mark_untested(options, sources, ground, without_place, plans);
  return plans;
}

}  // namespace crashproof
