// Windows, live confirmation, shrinking.
#include "harness/campaign/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "harness/campaign/pool.h"
#include "harness/campaign/trials.h"
#include "harness/judge/judge.h"
#include "harness/model/counted.h"
#include "harness/plan/equivalence.h"
#include "harness/plan/random_schedules.h"
#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

constexpr unsigned live_tries = 3;        // of a subject whose events come in no fixed order
constexpr unsigned shrink_attempts = 40;  // live trials for one failing random schedule
constexpr std::size_t shrunk_at_most = 3;

std::set<std::string> violated_checks(const std::vector<Verdict>& verdicts) {
  std::set<std::string> names;
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::violated) names.insert(verdict.check);
  }
  return names;
}

bool fails(const JudgedTrial& trial) {
  return overall(trial.verdicts) == Outcome::violated;
}

bool share_one(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& name) { return b.contains(name); });
}

// Live trials one at a time, in one cell whose mirror stays in the state before the run.
class LiveTrials {
 public:
  LiveTrials(const CampaignOptions& options, const RunStore& store,
             const Surroundings& surroundings, const BaselineRuns& runs,
             const Catalogues& catalogues)
      : checks_(catalogues.checks),
        limits_(options.limits),
        pool_(surroundings, worker_plan(options, store, surroundings, runs, catalogues), 1) {}

  JudgedTrial run(const std::string& schedule) {
    JudgedTrial result;
    pool_.run({TrialOrder{0, schedule, Engine::live, std::nullopt, "kill", {}, false}},
              [&](const TrialOrder&, const TrialReply& reply) {
                result = judged(reply.evidence, checks_, limits_);
              });
    return result;
  }

 private:
  const std::vector<Check>& checks_;
  const CheckLimits& limits_;
  Pool pool_;
};

// Confirming trials in the order in which they are asked for: first those that the store holds of
// the same schedule, then, if that is allowed, new ones, which it keeps.
class Confirmations {
 public:
  using MakeLive = std::function<std::unique_ptr<LiveTrials>()>;

  // Without `make_live` nothing is run.
  Confirmations(RunStore& store, const std::vector<Check>& checks, const CheckLimits& limits,
                MakeLive make_live)
      : store_(store), checks_(checks), limits_(limits), make_live_(std::move(make_live)) {
    for (Evidence& evidence : store.read_confirmations()) {
      std::string schedule = evidence.schedule;
      known_[std::move(schedule)].push_back(std::move(evidence));
    }
  }

  // nullopt if there is none and none may be run.
  std::optional<JudgedTrial> next(const std::string& schedule) {
    std::deque<Evidence>& known = known_[schedule];
    if (!known.empty()) {
      Evidence evidence = std::move(known.front());
      known.pop_front();
      return judged(std::move(evidence), checks_, limits_);
    }
    if (!make_live_) return std::nullopt;
    if (live_ == nullptr) live_ = make_live_();
    JudgedTrial trial = live_->run(schedule);
    Evidence evidence = trial.evidence;
    evidence.schedule = schedule;
    if (evidence.trouble.empty()) store_.append_confirmation(evidence);
    return trial;
  }

 private:
  RunStore& store_;
  const std::vector<Check>& checks_;
  const CheckLimits& limits_;
  MakeLive make_live_;
  std::unique_ptr<LiveTrials> live_;
  std::map<std::string, std::deque<Evidence>> known_;
};

// What it takes for a write to stop where the example's does.
std::string cut_short(const Finding& finding, const Trace& trace) {
  constexpr std::uint64_t page_bytes = 4096;
  const CrashPoint& point = finding.example.point.value();
  const std::uint64_t end = trace.events.at(point.after).offset + point.cut_bytes.value_or(0);
  std::string done = "a live write was cut short there, then the job was killed";
  if (end % page_bytes == 0) return done;
  return done +
         " (SIGKILL alone stops writes at page borders; here it takes a full disk or power loss)";
}

// A power cut leaves what no kill can leave; a worker that is killed leaves the page cache.
bool can_be_live(const Finding& finding) {
  return finding.models.empty();
}

// False if nothing was tried.
bool confirm_one(Finding& finding, Confirmations& confirmations, unsigned tries,
                 const Trace& trace) {
  const std::set<std::string> expected = violated_checks(finding.verdicts);
  finding.status = Finding::Status::unconfirmed;
  for (unsigned i = 0; i < tries; ++i) {
    const std::optional<JudgedTrial> trial = confirmations.next(finding.schedule);
    if (!trial) return i > 0;
    if (!trial->evidence.trouble.empty()) {
      finding.status_reason = "the live kill went wrong on our side: " + trial->evidence.trouble;
    } else if (!trial->evidence.fault_happened) {
      finding.status_reason = "a live run did not reach that position";
    } else if (share_one(expected, violated_checks(trial->verdicts))) {
      finding.status = Finding::Status::confirmed;
      finding.status_reason =
          finding.only_cuts ? cut_short(finding, trace) : "a live kill there fails in the same way";
      return true;
    } else {
      finding.status_reason = "a live kill there passed";
    }
  }
  return true;
}

// In the order in which faults were first tried; sudden death comes first.
std::vector<std::pair<std::string, std::vector<JudgedTrial>>> by_fault(
    const std::vector<JudgedTrial>& trials) {
  std::vector<std::pair<std::string, std::vector<JudgedTrial>>> groups{{"kill", {}}};
  std::vector<const JudgedTrial*> in_order;
  for (const JudgedTrial& trial : trials) in_order.push_back(&trial);
  std::ranges::stable_sort(in_order, {},
                           [](const JudgedTrial* trial) { return trial->evidence.trial; });
  for (const JudgedTrial* trial : in_order) {
    const std::string& fault = trial->evidence.fault;
    auto group = std::ranges::find(groups, fault, [](const auto& known) { return known.first; });
    if (group == groups.end()) group = groups.insert(group, {fault, {}});
    group->second.push_back(*trial);
  }
  return groups;
}

// Points that leave the same files as the last failing one were not tried: they fail, too.
void extend_over_equal_points(Finding& finding, const std::vector<bool>& observable) {
  if (!finding.example.point || finding.last.cut_bytes) return;
  std::uint64_t& after = finding.last.after;
  while (after < observable.size() && !observable[after]) ++after;
}

void describe_window(Finding& finding, const Trace& trace,
                     const std::vector<std::uint64_t>& numbers) {
  if (!finding.example.point) return;
  const auto number_at = [&numbers](const CrashPoint& point) {
    return numbers.at(
        std::min<std::uint64_t>(point.after + (point.cut_bytes ? 1 : 0), numbers.size() - 1));
  };
  finding.first_event = number_at(finding.first);
  finding.last_event = number_at(finding.last);
  const auto event = [&](std::uint64_t number) {
    return number < trace.events.size() ? describe(trace.events[number]) : "";
  };
  const bool inside = finding.first.cut_bytes.has_value();
  if (inside) {
    finding.opened_by = event(finding.first.after);
  } else if (finding.first.after > 0) {
    finding.opened_by = event(finding.first.after - 1);
  }
  finding.closed_by = event(finding.last.after);
}

}  // namespace

JudgedTrial judged(Evidence evidence, const std::vector<Check>& checks, const CheckLimits& limits) {
  if (!is_about_a_point(evidence.schedule)) evidence.point.reset();
  std::vector<Verdict> verdicts = judge(evidence, checks, limits);
  return {std::move(evidence), std::move(verdicts)};
}

std::vector<Finding> group_findings(const std::vector<JudgedTrial>& trials,
                                    const BaselineRuns& runs) {
  std::vector<Finding> findings;
  for (const auto& [fault, of_fault] : by_fault(trials)) {
    const bool power_cuts = fault.starts_with("power-loss");
    for (Finding& finding : power_cuts ? failing_power_cuts(of_fault) : failing_windows(of_fault)) {
      finding.fault = fault;
      finding.models = finding.example.models;
      findings.push_back(std::move(finding));
    }
  }
  const std::vector<bool> observable = observable_events(runs.trace);
  const std::vector<std::uint64_t> numbers = event_numbers(runs.trace.events);
  for (Finding& finding : findings) {
    extend_over_equal_points(finding, observable);
    describe_window(finding, runs.trace, numbers);
    if (finding.example.engine == Engine::live) finding.status = Finding::Status::confirmed;
  }
  return findings;
}

void confirm_findings(std::vector<Finding>& findings, const CampaignOptions& options,
                      RunStore& store, const Surroundings& surroundings, const BaselineRuns& runs,
                      const Catalogues& catalogues, const ProgressListener& listener,
                      bool may_run) {
  if (!options.confirm || findings.empty()) return;
  Confirmations::MakeLive make_live;
  if (may_run) {
    make_live = [&] {
      return std::make_unique<LiveTrials>(options, store, surroundings, runs, catalogues);
    };
  }
  Confirmations confirmations(store, catalogues.checks, options.limits, std::move(make_live));
  const bool ordered = runs.trace.threads == 0 && runs.trace.processes <= 1;
  std::uint64_t done = 0;
  for (Finding& finding : findings) {
    listener({"confirming", done++, findings.size(), 0, ""});
    if (finding.status == Finding::Status::confirmed) continue;
    if (!can_be_live(finding)) {
      finding.status_reason = "a power cut: the state follows from the trace and the model";
    } else if (confirm_one(finding, confirmations, ordered ? 1 : live_tries, runs.trace) &&
               finding.status == Finding::Status::unconfirmed) {
      // What a live run does not show is not proved, however well it replays.
      finding.diagnosis.certainty = std::min(finding.diagnosis.certainty, Certainty::likely);
    }
  }
}

namespace {

// The first point that leaves the same files, which is the one that is tried.
CrashPoint first_equal(CrashPoint point, const std::vector<bool>& observable) {
  if (point.cut_bytes) return point;
  while (point.after > 0 && !observable[point.after - 1]) --point.after;
  return point;
}

}  // namespace

std::vector<std::string> take_out_explained(std::vector<JudgedTrial>& trials,
                                            const BaselineRuns& runs) {
  std::set<CrashPoint> failing_points;
  for (const JudgedTrial& trial : trials) {
    const Evidence& evidence = trial.evidence;
    if (evidence.fault == "kill" && evidence.point && fails(trial))
      failing_points.insert(*evidence.point);
  }
  const std::vector<bool> observable = observable_events(runs.trace);
  std::map<std::string, std::uint64_t> explained;
  std::erase_if(trials, [&](const JudgedTrial& trial) {
    const Evidence& evidence = trial.evidence;
    if (evidence.fault == "kill" || !fails(trial)) return false;
    const CrashSchedule schedule = parse_schedule(evidence.schedule);
    const auto first = std::ranges::find(schedule.steps, 0U, &ScheduleStep::run);
    if (first == schedule.steps.end()) return false;
    const bool died_at_once =
        evidence.first_run && evidence.first_run->exit.how == RunExit::How::signalled;
    const bool of_one = first->fault == "kill-one" || first->fault == "stall";
    if (first->fault != "kill" && !of_one && !(evidence.stopping && died_at_once)) return false;
    const CrashPoint place = resolve(first->position, runs.trace).point;
    if (!failing_points.contains(first_equal(place, observable))) return false;
    ++explained[evidence.fault];
    return true;
  });
  std::vector<std::string> lines;
  for (const auto& [fault, count] : explained) {
    lines.push_back(fmt::format("{}: in {} no more than sudden death at the same point does", fault,
                                counted(count, "trial")));
  }
  return lines;
}

void shrink_random_failures(std::vector<JudgedTrial>& trials,
                            const std::vector<CrashStateClass>& states,
                            const CampaignOptions& options, const RunStore& store,
                            const Surroundings& surroundings, const BaselineRuns& runs,
                            const Catalogues& catalogues, const ProgressListener& listener) {
  if (options.random_schedules == 0) return;
  std::vector<CrashPoint> points;
  for (const CrashStateClass& state : states) {
    points.push_back(state.representative);
  }
  const RandomSchedules schedules(runs.trace, points, runs.unstable_paths, options.seed);
  std::map<std::string, std::uint64_t> numbers;
  for (std::uint64_t number = 0; number < options.random_schedules; ++number) {
    numbers.emplace(to_string(schedules.draw(number)), number);
  }
  LiveTrials live(options, store, surroundings, runs, catalogues);
  std::size_t shrunk = 0;
  for (JudgedTrial& trial : trials) {
    const auto drawn = numbers.find(trial.evidence.schedule);
    if (drawn == numbers.end() || !fails(trial) || shrunk == shrunk_at_most) continue;
    listener({"shrinking", ++shrunk, 0, 0, ""});
    std::optional<JudgedTrial> simplest;
    schedules.shrink(
        drawn->second,
        [&](const CrashSchedule& candidate) {
          JudgedTrial result = live.run(to_string(candidate));
          const bool failed = fails(result);
          if (failed) simplest = std::move(result);
          return failed;
        },
        shrink_attempts);
    if (simplest) trial = std::move(*simplest);
  }
}

}  // namespace crashproof
