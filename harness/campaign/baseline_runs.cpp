// Each crash-free run in a cell of its own; what they leave is compared by the judge.
#include "harness/campaign/baseline_runs.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "harness/campaign/documents.h"
#include "harness/campaign/fault_trials.h"
#include "harness/campaign/interruption.h"
#include "harness/judge/baseline_json.h"
#include "harness/judge/compare.h"
#include "harness/judge/items.h"
#include "harness/record/trace_file.h"
#include "harness/trial/file_error.h"
#include "harness/trial/output_file.h"
#include "harness/trial/resume.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

constexpr double default_limit_seconds = 600;

// A cell's mounts may hide the run directory, so cells reach it through its descriptor.
std::string through(const RunStore& store, const std::string& name) {
  return fmt::format("/proc/self/fd/{}/{}", store.fd(), name);
}

void save_tree(const Sandbox& sandbox, const std::string& directory) {
  remove_tree(directory);
  if (::mkdir(directory.c_str(), 0755) != 0) throw_file_error("make the directory", directory);
  copy_tree(sandbox.workspace(), directory);
}

std::string state_output(const Sandbox& sandbox, const Subject& subject) {
  return subject.state_command.empty() ? "" : run_shell(sandbox, subject, subject.state_command);
}

double recording_limit(const CampaignOptions& options) {
  return options.limit_seconds > 0 ? options.limit_seconds : default_limit_seconds;
}

struct CellReport {
  std::string output_tail;
  std::string command_output;
  bool reran = false;
  int rerun_how = 0;
  int rerun_code = 0;
  std::string rerun_output;
};

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::string unhex(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

std::string to_message(const CellReport& report) {
  return Json{{"output_tail", hex(report.output_tail)},
              {"command_output", hex(report.command_output)},
              {"reran", report.reran},
              {"rerun_how", report.rerun_how},
              {"rerun_code", report.rerun_code},
              {"rerun_output", hex(report.rerun_output)}}
      .dump();
}

CellReport from_message(const std::string& message) {
  const Json json = Json::parse(message);
  return {unhex(json.at("output_tail")),
          unhex(json.at("command_output")),
          json.at("reran"),
          json.at("rerun_how"),
          json.at("rerun_code"),
          unhex(json.at("rerun_output"))};
}

// After success, recorded only where it matters what it reads.
RunOutcome run_again(const CampaignOptions& options, const RunStore& store,
                     const Sandbox& sandbox) {
  if (!needs_opens(options)) {
    return run_to_end(launch_in(sandbox, options.subject, true), {recording_limit(options), 1});
  }
  Supervision supervision = supervision_in(sandbox, options.subject, true);
  supervision.limit_seconds = recording_limit(options);
  supervision.record_opens = true;
  const Trace trace = supervise(supervision).trace;
  write_trace(trace, through(store, "rerun.cpt"));
  return {trace.exit, "", trace.leftover_processes};
}

// In the cell: record, save, and run once more if asked to.
CellReport run_in_cell(const CampaignOptions& options, const RunStore& store,
                       const SandboxPlan& plan, const std::string& trace_name,
                       const std::string& tree_name, bool rerun) {
  const Trace empty;
  const std::unique_ptr<Sandbox> sandbox = make_sandbox(plan, empty);
  sandbox->begin_for_good();
  if (!options.subject.reset.empty()) run_shell(*sandbox, options.subject, options.subject.reset);
  const OutputFile output;
  Supervision supervision = supervision_in(*sandbox, options.subject, false);
  supervision.launch.stdout_fd = output.fd();
  supervision.launch.stderr_fd = output.fd();
  supervision.limit_seconds = recording_limit(options);
  supervision.record_opens = needs_opens(options);
  const Supervised run = supervise(supervision);
  write_trace(run.trace, through(store, trace_name));
  CellReport report;
  report.output_tail = output.tail();
  if (!run.trace.exit.succeeded() || tree_name.empty()) return report;
  save_tree(*sandbox, through(store, tree_name));
  report.command_output = state_output(*sandbox, options.subject);
  if (!rerun) return report;
  const RunOutcome again = run_again(options, store, *sandbox);
  save_tree(*sandbox, through(store, "rerun"));
  report.reran = true;
  report.rerun_how = static_cast<int>(again.exit.how);
  report.rerun_code = again.exit.code;
  report.rerun_output = state_output(*sandbox, options.subject);
  return report;
}

CellReport in_a_cell(const CampaignOptions& options, const RunStore& store,
                     const Surroundings& surroundings, const std::string& trace_name,
                     const std::string& tree_name, bool rerun) {
  const SandboxPlan plan = for_worker(surroundings, 0);
  Cell cell(surroundings.isolation, [&](int, int to_parent_fd) {
    Json message;
    try {
      message = {
          {"report", to_message(run_in_cell(options, store, plan, trace_name, tree_name, rerun))}};
    } catch (const std::exception& error) {
      message = {{"trouble", hex(error.what())}};
    }
    send_message(to_parent_fd, message.dump());
    return 0;
  });
  const Json message = Json::parse(await_message(cell, "the crash-free run"));
  cell.wait_for_exit();
  if (plan.on_disk) remove_tree(plan.scratch);
  if (message.contains("trouble")) throw std::runtime_error(unhex(message.at("trouble")));
  return from_message(message.at("report"));
}

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

StateView view_of(const RunStore& store, const std::string& tree_name, Documents& documents,
                  const std::string& command_output) {
  const std::string root = store.path(tree_name);
  return {read_tree(root),
          [root, &documents](const std::string& path) { return documents.in(root, path, false); },
          [&documents](const std::string& path) { return documents.companions(path); },
          command_output};
}

FoundState found_state(const Baseline& baseline, const StateView& view, Documents& documents) {
  FoundState found;
  for (const auto& [path, entry] : baseline.final) {
    const auto here = view.tree.find(path);
    if (here == view.tree.end()) {
      found.unequal[path] = std::nullopt;
    } else if (here->second != entry) {
      found.unequal[path] = here->second;
    }
  }
  for (const auto& [path, entry] : view.tree) {
    if (!baseline.final.contains(path)) found.unequal[path] = entry;
  }
  found.document = view.document;
  found.baseline_document = [&documents](const std::string& path) {
    return documents.crash_free(path);
  };
  found.initial_document = [&documents](const std::string& path) {
    return documents.initial(path);
  };
  found.command_output = view.command_output;
  return found;
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

bool pinned_runs_agree(const CampaignOptions& options, const RunStore& store,
                       const Surroundings& surroundings, const Catalogues& catalogues,
                       std::size_t set_aside_without) {
  try {
    const CellReport first =
        in_a_cell(options, store, surroundings, "pinned.cpt", "pinned1", false);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    const CellReport second =
        in_a_cell(options, store, surroundings, "pinned.cpt", "pinned2", false);
    Documents documents(catalogues.state_readers, store.path("pinned1"), store.path("snapshot"),
                        store.path("reading"));
    const Assessment assessment =
        assess_baseline(read_tree(store.path("snapshot")),
                        view_of(store, "pinned1", documents, first.command_output),
                        view_of(store, "pinned2", documents, second.command_output), Trace{},
                        nullptr, options.subject.comparison);
    return !assessment.problem && assessment.baseline.set_aside.size() < set_aside_without;
  } catch (const Interrupted&) {
    throw;
  } catch (const std::runtime_error&) {
    return false;  // it cannot be pinned here, or the subject does not run like that
  }
}

// What is to blame for the difference of two runs, and the options that take it away.
struct Remedy {
  std::string cause;
  std::string options;
};

// Differing runs are tried again with one fixed clock, then also with the same random bytes: if
// that makes them agree, a narrower comparison would be the wrong remedy.
std::optional<Remedy> remedy_by_pins(CampaignOptions options, const RunStore& store,
                                     const Surroundings& surroundings, const Catalogues& catalogues,
                                     std::size_t set_aside_without) {
  const auto agree = [&] {
    return pinned_runs_agree(options, store, surroundings, catalogues, set_aside_without);
  };
  const bool clock_ticked = !std::exchange(options.subject.pin_clock, true);
  if (clock_ticked && agree()) return Remedy{"the clock alone", "--pin-clock"};
  const bool random_varied = !std::exchange(options.subject.pin_random, true);
  if (!random_varied || !agree()) return std::nullopt;
  if (clock_ticked) return Remedy{"clock and random bytes", "--pin-clock --pin-random"};
  return Remedy{"the source of random bytes", "--pin-random"};
}

}  // namespace

RecordedRun record_once(const CampaignOptions& options, const RunStore& store,
                        const Surroundings& surroundings, const std::string& trace_name,
                        const std::string& tree_name) {
  CellReport report = in_a_cell(options, store, surroundings, trace_name, tree_name, false);
  return {read_trace(store.path(trace_name)), std::move(report.output_tail),
          std::move(report.command_output)};
}

BaselineRuns run_baseline(const CampaignOptions& options, const RunStore& store,
                          const Surroundings& surroundings, const Catalogues& catalogues,
                          const ProgressListener& listener) {
  BaselineRuns runs;
  const auto started = std::chrono::steady_clock::now();
  listener({"recording", 0, 0, 0, ""});
  const CellReport first = in_a_cell(options, store, surroundings, "trace.cpt", "final", true);
  runs.trace = read_trace(store.path("trace.cpt"));
  if (!runs.trace.exit.succeeded()) {
    runs.problem = failed_run(runs.trace, first.output_tail, options);
    return runs;
  }
  // A clock that shows whole seconds must have moved on, or its values would look stable.
  while (std::chrono::steady_clock::now() - started < std::chrono::milliseconds(1100)) {
    if (interrupted()) throw Interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  listener({"second crash-free run", 0, 0, 0, ""});
  const RecordedRun second = record_once(options, store, surroundings, "second.cpt", "second");
  if (!second.trace.exit.succeeded()) {
    runs.problem = failed_run(second.trace, second.output_tail, options);
    return runs;
  }
  Documents documents(catalogues.state_readers, store.path("final"), store.path("snapshot"),
                      store.path("reading"));
  Assessment assessment = assess_baseline(
      read_tree(store.path("snapshot")), view_of(store, "final", documents, first.command_output),
      view_of(store, "second", documents, second.command_output), runs.trace, &second.trace,
      options.subject.comparison);
  runs.baseline = std::move(assessment.baseline);
  runs.problem = std::move(assessment.problem);
  runs.unstable_paths = missing_in(paths_of(runs.trace), paths_of(second.trace));
  const bool differs = runs.problem || !runs.baseline.set_aside.empty();
  const std::size_t set_aside_without = runs.problem ? SIZE_MAX : runs.baseline.set_aside.size();
  std::optional<Remedy> remedy;
  if (differs) remedy = remedy_by_pins(options, store, surroundings, catalogues, set_aside_without);
  if (remedy) {
    const std::string advice =
        runs.problem ? fmt::format("{}: that is why the two runs differ; use {}", remedy->cause,
                                   remedy->options)
                     : fmt::format("some of this differs only by {}: {} compares more",
                                   remedy->cause, remedy->options);
    if (runs.problem) {
      runs.problem->what_to_do = advice;
    } else {
      runs.baseline.reasons.push_back(advice);
    }
  }
  runs.baseline.seconds = std::max(runs.trace.exit.seconds, second.trace.exit.seconds);
  const StateView rerun = view_of(store, "rerun", documents, first.rerun_output);
  const std::vector<Difference> changes = compare(
      runs.baseline, found_state(runs.baseline, rerun, documents), options.subject.comparison);
  runs.baseline.rerun_changes_nothing = changes.empty();
  const bool ended = first.rerun_how == static_cast<int>(RunExit::How::exited);
  runs.baseline.rerun_code = ended && changes.empty() ? first.rerun_code : 0;
  if (store.has("rerun.cpt")) {
    runs.rerun = read_trace(store.path("rerun.cpt"));
    runs.default_items =
        default_items(inputs_of(runs), runs.trace, runs.rerun, runs.baseline.final);
  }
  for (const char* name :
       {"second", "rerun", "reading", "pinned1", "pinned2", "second.cpt", "pinned.cpt"}) {
    remove_tree(store.path(name));
  }
  if (!runs.problem) {
    store.write_file("unstable.json",
                     Json(runs.unstable_paths).dump(-1, ' ', true, Json::error_handler_t::replace));
    store.write_file("items.json",
                     Json(runs.default_items).dump(-1, ' ', true, Json::error_handler_t::replace));
    store.write_file("baseline.json", to_json(runs.baseline));
  }
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
