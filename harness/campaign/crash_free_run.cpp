// The cell records, saves and reruns; what is not in files comes back as its answer.
#include "harness/campaign/crash_free_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "harness/campaign/answer_of_cell.h"
#include "harness/campaign/fault_trials.h"
#include "harness/model/evidence.h"
#include "harness/record/trace_file.h"
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
  make_directory(directory);
  copy_tree(sandbox.workspace(), directory);
}

std::string state_output(const Sandbox& sandbox, const Subject& subject) {
  return subject.state_command.empty() ? "" : run_shell(sandbox, subject, subject.state_command);
}

Json to_json(const CrashFreeRun& report) {
  return {{"output_tail", report.output_tail},
          {"command_output", report.command_output},
          {"rerun_how", static_cast<int>(report.rerun.how)},
          {"rerun_code", report.rerun.code},
          {"rerun_output", report.rerun_output}};
}

CrashFreeRun from_json(const Json& json) {
  const auto how = static_cast<RunExit::How>(json.at("rerun_how").get<int>());
  return {json.at("output_tail"),
          json.at("command_output"),
          {how, json.at("rerun_code"), 0},
          json.at("rerun_output")};
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
CrashFreeRun run_in_cell(const CampaignOptions& options, const RunStore& store,
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
  CrashFreeRun report;
  report.output_tail = output.tail();
  if (!run.trace.exit.succeeded() || tree_name.empty()) return report;
  save_tree(*sandbox, through(store, tree_name));
  report.command_output = state_output(*sandbox, options.subject);
  if (!rerun) return report;
  const RunOutcome again = run_again(options, store, *sandbox);
  save_tree(*sandbox, through(store, "rerun"));
  report.rerun = again.exit;
  report.rerun_output = state_output(*sandbox, options.subject);
  return report;
}

}  // namespace

double recording_limit(const CampaignOptions& options) {
  return options.limit_seconds > 0 ? options.limit_seconds : default_limit_seconds;
}

CrashFreeRun run_crash_free(const CampaignOptions& options, const RunStore& store,
                            const Surroundings& surroundings, const std::string& trace_name,
                            const std::string& tree_name, bool rerun) {
  return from_json(answer_of_cell(surroundings, "the crash-free run", [&](const SandboxPlan& plan) {
    return to_json(run_in_cell(options, store, plan, trace_name, tree_name, rerun));
  }));
}

}  // namespace crashproof
