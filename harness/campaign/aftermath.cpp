// Joins the recorded run and what came after it.
#include "harness/campaign/aftermath.h"

#include <algorithm>

namespace crashproof {
namespace {

bool costs_redo(const std::string& schedule) {
  const CrashSchedule parsed = parse_schedule(schedule);
  return std::ranges::none_of(parsed.steps, [](const ScheduleStep& step) {
    return step.run == every_run || step.fault == "power-loss";
  });
}

CrashPoint end_of(const Trace& trace) {
  return {trace.events.size(), std::nullopt};
}

}  // namespace

std::optional<Redo> redo_after(const TrialOrder& order, const TrialTraces& traces,
                               const WorkerPlan& plan) {
  if (!costs_redo(order.schedule)) return std::nullopt;
  if (traces.first) {
    return redo_of(*traces.first, end_of(*traces.first), traces.resumes, plan.redo);
  }
  if (order.engine == Engine::live || !order.point) return std::nullopt;
  return redo_of(plan.runs.trace, *order.point, traces.resumes, plan.redo);
}

std::vector<StateAt> states_of_last_resume(const TrialOrder& order, const TrialTraces& traces,
                                           const Trace& recorded, const InitialTree& initial) {
  if (order.engine == Engine::live || !order.point || traces.resumes.empty()) return {};
  Trace whole = continuation(recorded, *order.point, traces.resumes.front());
  for (std::size_t i = 1; i < traces.resumes.size(); ++i) {
    whole = continuation(whole, end_of(whole), traces.resumes[i]);
  }
  const std::uint64_t first = whole.events.size() - traces.resumes.back().events.size();
  std::vector<StateAt> states = states_of(whole, first, initial);
  std::uint64_t opens = 0;
  std::uint64_t event = first;
  for (StateAt& state : states) {
    for (; event < state.events; ++event) {
      if (!is_numbered(whole.events[event].kind)) ++opens;
    }
    state.events -= first + opens;
  }
  return states;
}

}  // namespace crashproof
