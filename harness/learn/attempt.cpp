// The order: can this machine tell at all, is it built, what does the audit find, is the end right.
#include "harness/learn/attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "harness/campaign/documents.h"
#include "harness/campaign/left_state.h"
#include "harness/campaign/run_store.h"
#include "harness/judge/baseline_json.h"
#include "harness/judge/compare.h"
#include "harness/judge/path_pattern.h"
#include "harness/learn/directory_lock.h"
#include "harness/learn/job_audit.h"
#include "harness/learn/own_job.h"
#include "harness/learn/prediction.h"
#include "harness/learn/reference.h"
#include "harness/model/counted.h"
#include "harness/model/printable.h"
#include "harness/record/trace_file.h"
#include "harness/record/whole_file.h"

namespace crashproof::learn {
namespace {

Assessment undecided(std::string why) {
  return {Assessment::Result::undecided, {std::move(why)}, {}};
}

std::string listed(const std::set<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : ", ") + code;
  return text.empty() ? "nothing" : text;
}

// Each line as it can be shown.
std::string printable_lines(const std::string& text) {
  std::istringstream lines(text);
  std::string all;
  for (std::string line; std::getline(lines, line);) all += "    " + printable(line) + "\n";
  return all;
}

// How the crash-free end of the attempt differs by meaning from that of the start.
std::vector<Difference> other_end(const Exercise& exercise, const std::string& start_run,
                                  const std::string& attempt_run, const Auditor& auditor) {
  const RunStore start(start_run, RunStore::Mode::share);
  const RunStore attempt(attempt_run, RunStore::Mode::share);
  const Baseline baseline = baseline_from_json(start.read_file("baseline.json"));
  Documents documents(auditor.catalogues.state_readers, start.path("final"), start.path("snapshot"),
                      attempt.path("reading"));
  const StateView view = view_of(attempt, "final", documents, "");
  ComparisonRules rules;
  rules.states = exercise.result;
  return compare(baseline, found_state(baseline, view, documents), rules);
}

// How often the crash-free run put a new version of the file in place.
std::uint64_t saves_of(const std::string& path, const std::string& run) {
  std::uint64_t saves = 0;
  for (const Event& event : read_trace(run + "/trace.cpt").events) {
    const bool places = event.kind == EventKind::rename || event.kind == EventKind::create ||
                        event.kind == EventKind::truncate;
    if (places && subject_path(event) == path) ++saves;
  }
  return saves;
}

bool matches_any(const std::vector<std::string>& patterns, const std::string& path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&path](const std::string& pattern) { return path_matches(pattern, path); });
}

// How many items a rerun after success takes up again, if it makes results of them. A job that
// keeps no account of what is done shows here: what every run does is no work done twice to the
// redo bound. One that only looks at its items changes no result.
std::uint64_t items_for_nothing(const Exercise& exercise, const std::vector<std::string>& items,
                                const std::string& run) {
  std::set<std::string> opened;
  bool changes_results = false;
  for (const Event& event : read_trace(run + "/rerun.cpt").events) {
    const std::string& path = subject_path(event);
    if (event.kind == EventKind::open && matches_any(items, path)) opened.insert(path);
    changes_results |= changes_files(event.kind) && matches_any(exercise.result, path);
  }
  return changes_results ? opened.size() : 0;
}

// Held against the same bound as a crash.
void look_at_idle_rerun(const Exercise& exercise, const CampaignOptions& options,
                        const std::string& run, Assessment& assessment) {
  if (!options.limits.redo_bound) return;
  const std::uint64_t items = items_for_nothing(exercise, options.items, run);
  if (items <= *options.limits.redo_bound) return;
  assessment.result = Assessment::Result::not_yet;
  assessment.problems.push_back(
      fmt::format("It keeps no account of what is done: run again when all is done, it does {} "
                  "again, and {} may be.",
                  counted(items, "item"), *options.limits.redo_bound));
}

Predictions predictions_in(const Exercise& exercise, const Workshop& workshop) {
  const auto written = read_whole(workshop.path(exercise, std::string(prediction_file)));
  return read_predictions(written.value_or(""));
}

Assessment assessed(const Exercise& exercise, const Workshop& workshop, const Auditor& auditor,
                    const Reference& reference) {
  const std::string place = workshop.place(exercise, "attempt");
  const JobAudit audited = audit_job(exercise, place, workshop.folder(exercise), auditor);
  if (!audited.built)
    return {Assessment::Result::not_yet,
            {"It cannot be built:\n" + printable_lines(audited.build_output)},
            {}};
  Observed observed;
  const std::string run = run_directory_in(place);
  if (audited.report.baseline_problem.empty()) {
    observed.other_end = other_end(exercise, reference.run_directory, run, auditor);
    if (exercise.save_limit.applies()) observed.saves = saves_of(exercise.save_limit.path, run);
  }
  observed.wrong_predictions =
      wrong_predictions(exercise.questions, predictions_in(exercise, workshop), reference.answers);
  Assessment assessment = assess(exercise, audited.report, observed);
  if (audited.report.baseline_problem.empty())
    look_at_idle_rerun(exercise, auditor.options(audit_place(exercise, place)), run, assessment);
  return assessment;
}

}  // namespace

Assessment check_attempt(const Exercise& exercise, const Workshop& workshop,
                         const Auditor& auditor) {
  const std::string place = workshop.place(exercise, "");
  std::filesystem::create_directories(place);
  const DirectoryLock turn(place);
  if (exercise.own_job) return check_own_job(exercise, workshop, auditor);
  for (const std::string& program : missing_programs(exercise))
    return undecided(fmt::format("{} is not here, and this exercise needs it.", program));
  // What an audit finds would give the answers away.
  const auto open = open_predictions(exercise.questions, predictions_in(exercise, workshop));
  if (!open.empty()) return {Assessment::Result::not_yet, open, {}};
  const Reference reference = reference_of(exercise, workshop, auditor);
  if (!reference.problem.empty())
    return undecided(fmt::format("This machine cannot audit the program as it was given: {}",
                                 printable(reference.problem)));
  if (!reference.shows(exercise))
    return undecided(fmt::format(
        "This machine does not show what the exercise is about: an audit of the program "
        "as it was given found {} and not {}.",
        listed(reference.codes), listed(exercise.codes)));
  return assessed(exercise, workshop, auditor, reference);
}

}  // namespace crashproof::learn
