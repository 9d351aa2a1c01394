// Two crash-free runs and a rerun; what they leave is compared by the judge.
#include "harness/campaign/baseline_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "harness/campaign/crash_free_run.h"
#include "harness/campaign/documents.h"
#include "harness/campaign/fault_trials.h"
#include "harness/campaign/interruption.h"
#include "harness/campaign/left_state.h"
#include "harness/campaign/pin_remedy.h"
#include "harness/judge/baseline_json.h"
#include "harness/judge/compare.h"
#include "harness/judge/items.h"
#include "harness/record/trace_file.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
}

BaselineProblem failed_run(const Trace& trace, const std::string& output_tail,
                           const CampaignOptions& options) {
  const std::string line = last_line(output_tail);
  const std::string said = line.empty() ? "" : fmt::format(", and said: {}", line);
  BaselineProblem problem;
  switch (trace.exit.how) {
    case RunExit::How::timed_out:
      problem.what = fmt::format("the command did not end within {} s in a crash-free run{}",
                                 recording_limit(options), said);
      problem.what_to_do = "give a smaller input, or more time with --time-limit SECONDS";
      break;
    case RunExit::How::exited:
      problem.what =
          fmt::format("the command failed (exit {}) in a crash-free run{}", trace.exit.code, said);
      problem.what_to_do = "make it succeed when nothing interrupts it";
      break;
    default:
      problem.what =
          fmt::format("the command died of signal {} in a crash-free run{}", trace.exit.code, said);
      problem.what_to_do = "make it succeed when nothing interrupts it";
  }
  if (!trace.refused_writes.empty()) {
    problem.what += fmt::format(" (it was refused to write to {}, outside the workspace)",
                                trace.refused_writes.front().what);
    problem.what_to_do = "choose a --workspace that holds it, or allow it with --allow-write PATH";
  }
  return problem;
}

std::set<std::string> paths_of(const Trace& trace) {
  std::set<std::string> paths;
  for (const Event& event : trace.events) {
    if (!changes_files(event.kind)) continue;
    paths.insert(event.path);
    paths.insert(subject_path(event));
  }
  return paths;
}

std::set<std::string> missing_in(const std::set<std::string>& paths,
                                 const std::set<std::string>& others) {
  std::set<std::string> missing;
  std::set_difference(paths.begin(), paths.end(), others.begin(), others.end(),
                      std::inserter(missing, missing.end()));
  return missing;
}

// A clock that shows whole seconds must have moved on, or its values would look stable.
void wait_for_another_second(std::chrono::steady_clock::time_point since) {
  while (std::chrono::steady_clock::now() - since < std::chrono::milliseconds(1100)) {
    if (interrupted()) throw Interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void add_advice(const Remedy& remedy, BaselineRuns& runs) {
  if (runs.problem) {
    runs.problem->what_to_do =
        fmt::format("{}: that is why the two runs differ; use {}", remedy.cause, remedy.options);
  } else {
    runs.baseline.reasons.push_back(fmt::format("some of this differs only by {}: {} compares more",
                                                remedy.cause, remedy.options));
  }
}

void look_at_rerun(const CrashFreeRun& first, const RunStore& store, const ComparisonRules& rules,
                   Documents& documents, BaselineRuns& runs) {
  const StateView rerun = view_of(store, "rerun", documents, first.rerun_output);
  const std::vector<Difference> changes =
      compare(runs.baseline, found_state(runs.baseline, rerun, documents), rules);
  const bool ended = first.rerun.how == RunExit::How::exited;
  runs.baseline.rerun_changes_nothing = changes.empty();
  runs.baseline.rerun_code = ended && changes.empty() ? first.rerun.code : 0;
  if (!store.has("rerun.cpt")) return;
  runs.rerun = read_trace(store.path("rerun.cpt"));
  runs.default_items = default_items(inputs_of(runs), runs.trace, runs.rerun, runs.baseline.final);
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

void keep(const BaselineRuns& runs, const RunStore& store) {
  store.write_file("unstable.json", text_of(Json(runs.unstable_paths)));
  store.write_file("items.json", text_of(Json(runs.default_items)));
  store.write_file("baseline.json", to_json(runs.baseline));
}

}  // namespace

BaselineRuns run_baseline(const CampaignOptions& options, const RunStore& store,
                          const Surroundings& surroundings, const Catalogues& catalogues,
                          const ProgressListener& listener) {
  BaselineRuns runs;
  const auto started = std::chrono::steady_clock::now();
  listener({"recording", 0, 0, 0, ""});
  const CrashFreeRun first =
      run_crash_free(options, store, surroundings, "trace.cpt", "final", true);
  runs.trace = read_trace(store.path("trace.cpt"));
  if (!runs.trace.exit.succeeded()) {
    runs.problem = failed_run(runs.trace, first.output_tail, options);
    return runs;
  }
  wait_for_another_second(started);
  listener({"second crash-free run", 0, 0, 0, ""});
  const CrashFreeRun second =
      run_crash_free(options, store, surroundings, "second.cpt", "second", false);
  const Trace second_trace = read_trace(store.path("second.cpt"));
  if (!second_trace.exit.succeeded()) {
    runs.problem = failed_run(second_trace, second.output_tail, options);
    return runs;
  }
  Documents documents(catalogues.state_readers, store.path("final"), store.path("snapshot"),
                      store.path("reading"));
  Assessment assessment = assess_baseline(
      read_tree(store.path("snapshot")), view_of(store, "final", documents, first.command_output),
      view_of(store, "second", documents, second.command_output), runs.trace, &second_trace,
      options.subject.comparison);
  runs.baseline = std::move(assessment.baseline);
  runs.problem = std::move(assessment.problem);
  runs.unstable_paths = missing_in(paths_of(runs.trace), paths_of(second_trace));
  const std::size_t set_aside = runs.problem ? SIZE_MAX : runs.baseline.set_aside.size();
  if (set_aside > 0) {
    const auto remedy = remedy_by_pins(options, store, surroundings, catalogues, set_aside);
    if (remedy) add_advice(*remedy, runs);
  }
  runs.baseline.seconds = std::max(runs.trace.exit.seconds, second_trace.exit.seconds);
  look_at_rerun(first, store, options.subject.comparison, documents, runs);
  for (const char* name :
       {"second", "rerun", "reading", "pinned1", "pinned2", "second.cpt", "pinned.cpt"}) {
    remove_tree(store.path(name));
  }
  if (!runs.problem) keep(runs, store);
  return runs;
}

BaselineRuns load_baseline(const RunStore& store) {
  if (!store.has("baseline.json") || !store.has("trace.cpt")) {
    throw UsageError(fmt::format("{} holds no complete recording: run 'crashproof record' first",
                                 store.directory()));
  }
  try {
    BaselineRuns runs;
    runs.trace = read_trace(store.path("trace.cpt"));
    runs.baseline = baseline_from_json(store.read_file("baseline.json"));
    runs.unstable_paths =
        Json::parse(store.read_file("unstable.json")).get<std::set<std::string>>();
    runs.default_items =
        Json::parse(store.read_file("items.json")).get<std::vector<std::vector<std::string>>>();
    if (store.has("rerun.cpt")) runs.rerun = read_trace(store.path("rerun.cpt"));
    return runs;
  } catch (const std::exception& error) {
    throw UsageError(
        fmt::format("{} cannot be used: {} (record anew)", store.directory(), error.what()));
  }
}

}  // namespace crashproof
