// From the states that models permit to schedules that name them.
#include "harness/campaign/power_loss_trials.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/campaign/what_if.h"
#include "harness/model/counted.h"
#include "harness/plan/power_loss_states.h"

namespace crashproof {
namespace {

std::string file_systems_of(const PersistenceModel& model) {
  return model.file_systems.empty() ? std::string(model.name)
                                    : fmt::format("{} ({})", model.name, model.file_systems);
}

// Whether something was said to the outside that a kill at the gap comes before.
bool is_promised_since(const Trace& trace, std::uint64_t gap, std::uint64_t until,
                       const std::vector<EventKind>& promises) {
  for (std::uint64_t i = gap; i < until; ++i) {
    if (is_promise(trace.events[i], promises)) return true;
  }
  return false;
}

// The last moment at which power may fail so: by then most has been promised.
std::uint64_t last_moment(const PowerLossState& state) {
  const auto own = std::ranges::find(state.models, state.survival.model, &PermittedBy::model);
  return own == state.models.end() ? state.survival.failed_after
                                   : std::max(own->until, state.survival.failed_after);
}

class PowerCuts {
 public:
  PowerCuts(const CampaignOptions& options, const BaselineRuns& runs, const PositionNames& names,
            const std::vector<const PersistenceModel*>& models)
      : options_(options), trace_(runs.trace), names_(names), models_(models) {}

  std::optional<TrialOrder> order_for(const PowerLossState& state) const {
    const std::uint64_t moment = last_moment(state);
    if (state.plain_gap &&
        !is_promised_since(trace_, *state.plain_gap, moment, options_.limits.promises)) {
      return std::nullopt;
    }
    Survival survival = state.survival;
    survival.failed_after = moment;
    ScheduleStep step;
    step.fault = "power-loss";
    step.parameter = to_string(survival, trace_, [this](std::uint64_t event) {
      // "before:write(out.csv)#2" without the edge.
      const std::string position = to_string(names_.before(event));
      return position.substr(position.find(':') + 1);
    });
    step.position = names_.position_of({moment, std::nullopt});
    TrialOrder order;
    order.schedule = to_string(CrashSchedule{{step}});
    order.fault = label_of(survival.model);
    order.point = CrashPoint{SurvivingStates::base_of(survival), std::nullopt};
    for (const PersistenceModel* model : models_) {
      const auto permits = std::ranges::find(state.models, model->name, &PermittedBy::model);
      if (permits != state.models.end()) order.models.push_back(file_systems_of(*model));
    }
    return order;
  }

  static std::string label_of(const std::string& model) { return "power-loss[" + model + "]"; }

 private:
  const CampaignOptions& options_;
  const Trace& trace_;
  const PositionNames& names_;
  const std::vector<const PersistenceModel*>& models_;
};

void keep_at_most(FaultPlan& plan, std::uint64_t at_most) {
  const std::uint64_t count = plan.orders.size();
  if (at_most != 0 && count > at_most) {
    std::vector<TrialOrder> kept;
    for (std::uint64_t i = 0; i < at_most; ++i)
      kept.push_back(std::move(plan.orders[i * count / at_most]));
    plan.orders = std::move(kept);
    plan.left_out += count - at_most;
  }
  plan.planned = plan.orders.size();
}

}  // namespace

std::vector<const PersistenceModel*> chosen_models(const CampaignOptions& options,
                                                   const PlanSources& sources) {
  std::vector<const PersistenceModel*> chosen;
  for (const PersistenceModel* model : sources.models) {
    const bool named = std::ranges::find(options.models, model->name) != options.models.end();
    if (named || options.everything) chosen.push_back(model);
  }
  return chosen;
}

std::vector<FaultPlan> plan_power_cuts(const CampaignOptions& options, const BaselineRuns& runs,
                                       const PositionNames& names, const PlanSources& sources) {
  const std::vector<const PersistenceModel*> models = chosen_models(options, sources);
  if (models.empty()) return {};
  if (options.live || options.subject.needs_live_engine()) {
    return {{"power-loss",
             0,
             0,
             "it needs states from the recording, and trials are live",
             {},
             !options.models.empty()}};
  }
  const Effects effects(runs.trace, sources.initial);
  const PowerLossPlan plan = plan_power_loss(effects, models);
  const PowerCuts cuts(options, runs, names, models);
  std::vector<FaultPlan> plans;
  for (const PersistenceModel* model : models) {
    plans.push_back({PowerCuts::label_of(std::string(model->name)), 0, 0, "", {}});
  }
  std::uint64_t plain = 0;
  for (const PowerLossState& state : plan.states) {
    std::optional<TrialOrder> order = cuts.order_for(state);
    if (!order) {
      ++plain;
      continue;
    }
    const auto own = std::ranges::find(plans, order->fault, &FaultPlan::label);
    if (own != plans.end()) own->orders.push_back(std::move(*order));
  }
  for (FaultPlan& each : plans) keep_at_most(each, options.per_fault);
  if (plain > 0)
    plans.front().note = counted(plain, "further state") + " such as a kill leaves, too";
  plans.back().left_out += plan.left_out;
  return plans;
}

std::optional<TrialOrder> order_to_show_again(const std::string& schedule, const Trace& trace) {
  TrialOrder order{0, schedule, Engine::live, std::nullopt, "kill", {}, false};
  const CrashSchedule parsed = parse_schedule(schedule);
  const ScheduleStep* cut = power_cut_of(parsed);
  if (!has_every_version(parsed, trace)) return std::nullopt;
  if (cut == nullptr && has_as_of(parsed)) {
    const Resolved place = resolve(parsed.steps.front().position, trace);
    if (!place.reached) return std::nullopt;
    order.engine = Engine::replay;
    order.point = place.point;
  }
  if (cut == nullptr) return order;
  const std::uint64_t moment = resolve(cut->position, trace).point.after;
  const ResolvedSurvival resolved = parse_survival(cut->parameter, trace, moment);
  if (!resolved.drift.empty()) return std::nullopt;
  order.engine = Engine::replay;
  order.point = CrashPoint{SurvivingStates::base_of(resolved.survival), std::nullopt};
  order.fault = PowerCuts::label_of(resolved.survival.model);
  return order;
}

bool is_promise(const Event& event, const std::vector<EventKind>& kinds) {
  if (std::ranges::find(kinds, event.kind) == kinds.end()) return false;
  return event.kind != EventKind::exit || (event.process == "main" && event.result == 0);
}

const ScheduleStep* power_cut_of(const CrashSchedule& schedule) {
  const auto found = std::ranges::find_if(schedule.steps, [](const ScheduleStep& step) {
    return step.run == 0 && step.fault == "power-loss";
  });
  return found == schedule.steps.end() ? nullptr : &*found;
}

}  // namespace crashproof
