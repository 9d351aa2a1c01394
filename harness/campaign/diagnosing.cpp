// Rounds: every open case says what it needs, one pass of the mirrors serves all of a round.
#include "harness/campaign/diagnosing.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "harness/campaign/findings.h"
#include "harness/campaign/places_in_code.h"
#include "harness/campaign/pool.h"
#include "harness/campaign/single_order.h"
#include "harness/campaign/struck_places.h"
#include "harness/campaign/what_if.h"
#include "harness/diagnose/causes.h"
#include "harness/diagnose/file_histories.h"
#include "harness/diagnose/roles.h"
#include "harness/model/case.h"
#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

constexpr std::size_t most_rounds = 40;
constexpr std::size_t most_trials = 1500;

bool lies_there(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

std::vector<FileHistory> histories_of(const RunStore& store, const BaselineRuns& runs) {
  const FileGround ground{
      [&](const std::string& path) { return lies_there(store.path("snapshot/" + path)); },
      [&](const std::string& path) { return lies_there(store.path("final/" + path)); },
      runs.baseline.companions};
  return file_histories(runs.trace, ground);
}

// One case of a class of windows that look alike.
struct OpenCase {
  std::size_t finding = 0;
  bool done = false;
  std::optional<Diagnosis> diagnosis;
};

class Diagnosing {
 public:
  Diagnosing(const CampaignOptions& options, RunStore& store, const Surroundings& surroundings,
             const BaselineRuns& runs, const Catalogues& catalogues,
             const ProgressListener& listener)
      : options_(options),
        store_(store),
        surroundings_(surroundings),
        runs_(runs),
        catalogues_(catalogues),
        listener_(listener),
        names_(runs.trace, runs.unstable_paths),
        files_(histories_of(store, runs)),
        ground_{runs.trace,
                files_,
                [this](const CrashPoint& point) { return names_.position_of(point); },
                [this](const Position& position) { return resolve(position, runs_.trace).point; },
                [this](std::uint64_t event) { return name_of_event(event); },
                answers_,
                runs.unstable_paths} {
    for (Evidence& evidence : store.read_counterfactuals()) {
      if (evidence.trouble.empty()) keep(std::move(evidence));
    }
  }

  // Fills in Finding::diagnosis of those that represent their class.
  void run(std::vector<Finding>& findings, const std::vector<std::size_t>& representatives,
           bool may_run) {
    std::vector<OpenCase> cases;
    for (const std::size_t finding : representatives) cases.push_back({finding, false, {}});
    if (may_run) carry_out(first_looks(findings, representatives));
    for (std::size_t round = 0; round < most_rounds; ++round) {
      assign_roles_again();
      const std::set<std::string> questions = think(findings, cases);
      if (questions.empty() || !may_run || answers_.size() > most_trials) break;
      carry_out(questions);
    }
    for (const OpenCase& each : cases) {
      Diagnosis& diagnosis = findings[each.finding].diagnosis;
      if (each.diagnosis) {
        diagnosis = *each.diagnosis;
      } else if (!each.done) {
        diagnosis.therefore = "the cause was not looked for to the end: too many trials";
      }
    }
  }

 private:
  std::string name_of_event(std::uint64_t event) const {
    // "before:write(out.csv)#2" without the edge.
    const std::string position = to_string(names_.before(event));
    return position.substr(position.find(':') + 1);
  }

  // What resumes read decides which part each file plays, so some must have been seen.
  std::set<std::string> first_looks(const std::vector<Finding>& findings,
                                    const std::vector<std::size_t>& representatives) const {
    std::set<std::string> schedules{"kill@end"};
    for (const std::size_t number : representatives) {
      const Finding& finding = findings[number];
      if (!finding.example.point || finding.fault != "kill") continue;
      const Position position = names_.position_of(*finding.example.point);
      schedules.insert(to_string(CrashSchedule{{{"kill", "", 0, position}}}));
    }
    return schedules;
  }

  void assign_roles_again() {
    std::vector<const ResumeWork*> works;
    for (const auto& [schedule, trial] : answers_) {
      if (trial.evidence.work) works.push_back(&*trial.evidence.work);
    }
    assign_roles(files_, works, options_.role_hints);
  }

  std::set<std::string> think(const std::vector<Finding>& findings, std::vector<OpenCase>& cases) {
    std::set<std::string> questions;
    for (OpenCase& each : cases) {
      if (each.done) continue;
      Case c(findings[each.finding], ground_);
      each.diagnosis = recognised(c);
      each.done = !c.waits();
      if (each.done && each.diagnosis) note_cause(each.diagnosis->code);
      questions.merge(c.take_questions());
    }
    return questions;
  }

  void note_cause(const std::string& code) {
    const auto mode =
        std::ranges::find(catalogues_.failure_modes, std::string_view(code), &FailureMode::code);
    const std::string cause =
        mode == catalogues_.failure_modes.end() ? code : fmt::format("{} {}", code, mode->name);
    if (std::ranges::find(causes_, cause) != causes_.end()) return;
    causes_.push_back(cause);
    listener_({"diagnosing", done_, total_, 0, "", {}, {}, causes_});
  }

  // The first that fits. One that waits might fit, so nothing after it is asked.
  std::optional<Diagnosis> recognised(Case& c) const {
    for (const FailureMode& mode : catalogues_.failure_modes) {
      std::optional<Diagnosis> diagnosis = mode.recognise(c);
      if (c.waits()) return std::nullopt;
      if (diagnosis) return diagnosis;
    }
    return std::nullopt;
  }

  TrialOrder order_for(const std::string& schedule) const {
    TrialOrder order;
    if (auto again = single_order(schedule, runs_.trace, options_)) order = std::move(*again);
    order.schedule = schedule;
    order.fault = "counterfactual";
    order.diagnose = true;
    return order;
  }

  // What files were elsewhere in the run is known of recorded states alone, and state outside the
  // workspace is put back for live runs alone.
  bool can_be_carried_out(const TrialOrder& order) const {
    const CrashSchedule schedule = parse_schedule(order.schedule);
    const bool live_only = options_.live || options_.subject.needs_live_engine();
    return !has_as_of(schedule) || (!live_only && order.point);
  }

  static Evidence not_to_be_had(const TrialOrder& order) {
    Evidence evidence;
    evidence.schedule = order.schedule;
    evidence.fault = order.fault;
    evidence.fault_happened = false;
    evidence.not_happened = "as-of: this state does not follow from the recorded run";
    return evidence;
  }

  void carry_out(const std::set<std::string>& questions) {
    std::deque<TrialOrder> replays;
    std::deque<TrialOrder> lives;
    for (const std::string& schedule : questions) {
      if (answers_.contains(schedule)) continue;
      TrialOrder order = order_for(schedule);
      if (!can_be_carried_out(order)) {
        keep(not_to_be_had(order));
        continue;
      }
      (order.engine == Engine::live ? lives : replays).push_back(std::move(order));
    }
    std::ranges::stable_sort(replays, {}, &TrialOrder::point);
    total_ += replays.size() + lives.size();
    for (std::deque<TrialOrder>* part : {&replays, &lives}) {
      if (part->empty()) continue;
      Pool pool(surroundings_, worker_plan(options_, store_, surroundings_, runs_, catalogues_),
                surroundings_.workers);
      pool.run(std::move(*part), [this](const TrialOrder& order, const TrialReply& reply) {
        Evidence evidence = reply.evidence;
        evidence.schedule = order.schedule;
        store_.append_counterfactual(evidence);
        keep(std::move(evidence));
        listener_({"diagnosing", ++done_, total_, 0, "", {}, {}, causes_});
      });
    }
  }

  void keep(Evidence evidence) {
    std::string schedule = evidence.schedule;
    answers_.insert_or_assign(std::move(schedule),
                              judged(std::move(evidence), catalogues_.checks, options_.limits));
  }

  const CampaignOptions& options_;
  RunStore& store_;
  const Surroundings& surroundings_;
  const BaselineRuns& runs_;
  const Catalogues& catalogues_;
  const ProgressListener& listener_;
  PositionNames names_;
  std::vector<FileHistory> files_;
  std::map<std::string, JudgedTrial> answers_;
  CaseGround ground_;
  std::vector<std::string> causes_;  // named so far, for people
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

void name_mode(Finding& finding, const Catalogues& catalogues) {
  const auto mode = std::ranges::find(catalogues.failure_modes,
                                      std::string_view(finding.diagnosis.code), &FailureMode::code);
  if (mode == catalogues.failure_modes.end()) return;
  finding.mode = mode->name;
  finding.fix =
      finding.diagnosis.remedy.empty() ? std::string(mode->fix) : finding.diagnosis.remedy;
}

}  // namespace

std::vector<Finding> with_causes(std::vector<Finding> windows, const CampaignOptions& options,
                                 RunStore& store, const Surroundings& surroundings,
                                 const BaselineRuns& runs, const Catalogues& catalogues,
                                 const ProgressListener& listener, bool may_run) {
  if (windows.empty() || !options.diagnose) return windows;
  const std::vector<AlikeWindows> classes = alike_windows(windows);
  std::vector<std::size_t> representatives;
  for (const AlikeWindows& alike : classes) {
    std::ranges::copy(alike.representatives, std::back_inserter(representatives));
  }
  Diagnosing(options, store, surroundings, runs, catalogues, listener)
      .run(windows, representatives, may_run);
  return joined_by_cause(std::move(windows), classes);
}

std::vector<Finding> diagnosed(std::vector<Finding> windows, const CampaignOptions& options,
                               RunStore& store, const Surroundings& surroundings,
                               const BaselineRuns& runs, const Catalogues& catalogues,
                               const ProgressListener& listener, bool may_run) {
  std::vector<Finding> findings = with_causes(std::move(windows), options, store, surroundings,
                                              runs, catalogues, listener, may_run);
  // Not before windows are compared: without the Events of the recorded run all would look alike.
  for (Finding& finding : findings) name_struck_run(finding, runs.trace);
  if (findings.empty() || !options.diagnose) return findings;
  if (may_run) listener({"finding places in the code", 0, 0, 0, ""});
  add_call_sites(findings, options, store, surroundings, runs, may_run);
  add_struck_places(findings, options, store, surroundings, runs, catalogues, may_run);
  findings = joined_by_place(std::move(findings));
  for (Finding& finding : findings) name_mode(finding, catalogues);
  return findings;
}

}  // namespace crashproof
