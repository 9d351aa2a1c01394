// Looks, but changes nothing: what is found wrong here has cost nothing yet.
#include "harness/cli/preflight.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "harness/campaign/kept_trees.h"
#include "harness/cli/fault_choice.h"
#include "harness/cli/regressions_file.h"
#include "harness/cli/settings.h"
#include "harness/model/printable.h"
#include "harness/model/schedule.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code absent;
  return fs::is_regular_file(path, absent) && access(path.c_str(), X_OK) == 0;
}

std::string variable(const std::vector<std::string>& environment, std::string_view name) {
  const std::string prefix = std::string(name) + "=";
  for (const std::string& entry : environment)
    if (entry.starts_with(prefix)) return entry.substr(prefix.size());
  return "";
}

// As execvp does: an empty entry of PATH is the directory the job starts in.
bool found_in_path(const Subject& subject, const std::string& program, const fs::path& start) {
  const std::string path = variable(subject.environment, "PATH");
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    if (is_program(start / path.substr(at, end - at) / program)) return true;
    at = end + 1;
  }
  return false;
}

// The nearest directory above that exists, where missing ones would be made.
fs::path existing_part(fs::path path) {
  std::error_code absent;
  while (!fs::exists(path, absent) && path.has_relative_path()) path = path.parent_path();
  return path;
}

bool holds(const fs::path& outer, const fs::path& inner) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

void check_fault(const ScheduleStep& step) {
  const std::string problem = problem_of_step(step);
  if (!problem.empty())
    throw UsageError("schedule: " + problem + " (crashproof faults lists what there is)");
}

}  // namespace

void check_command(const Subject& subject) {
  if (subject.command.empty())
    throw UsageError("no command; write it after --, as in: crashproof audit -- python3 etl.py");
  const std::string& program = subject.command[0];
  const fs::path start = subject.directory.empty()
                             ? fs::path(subject.workspace)
                             : fs::path(subject.workspace) / subject.directory;
  const bool has_path = program.find('/') != std::string::npos;
  if (has_path ? is_program(start / program) : found_in_path(subject, program, start)) return;
  std::error_code absent;
  if (has_path && fs::exists(start / program, absent))
    throw UsageError(
        fmt::format("{}: not an executable program (chmod +x, or put what runs it "
                    "before it, as in: -- sh {})",
                    program, program));
  throw UsageError(has_path
                       ? fmt::format("{}: no such program (from {}; --workspace names another "
                                     "directory)",
                                     program, start.string())
                       : fmt::format("{}: command not found in PATH (a program that lies here is "
                                     "called as ./{})",
                                     program, program));
}

void check_workspace(const Subject& subject) {
  const std::string& path = subject.workspace;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status))
    throw UsageError(
        fmt::format("workspace {}: no such directory (choose another with --workspace)", path));
  if (!fs::is_directory(status))
    throw UsageError(fmt::format(
        "workspace {}: not a directory (name the one it lies in with --workspace)", path));
  if (access(path.c_str(), R_OK | X_OK) != 0)
    throw UsageError(
        fmt::format("workspace {}: cannot be read (run as its owner, or copy it)", path));
  // Copied for every campaign, and everything that exists lies in it, our own files too.
  if (path == "/")
    throw UsageError(
        "workspace /: give the job a directory of its own, and name it with --workspace");
}

void check_run_directory(const CampaignOptions& options) {
  const fs::path path = options.run_directory;
  const fs::path there = existing_part(path);
  std::error_code error;
  if (!fs::is_directory(there, error))
    throw UsageError(
        fmt::format("run directory {}: {} is not a directory (choose another with --run-dir)",
                    path.string(), there.string()));
  if (access(there.c_str(), W_OK | X_OK) != 0)
    throw UsageError(
        fmt::format("run directory {}: {} cannot be written (choose another with --run-dir)",
                    path.string(), there.string()));
  if (holds(fs::weakly_canonical(path, error), options.subject.workspace))
    throw UsageError(
        fmt::format("run directory {} holds the workspace; choose another with "
                    "--run-dir",
                    path.string()));
}

void check_campaign(const CampaignOptions& options) {
  check_workspace(options.subject);
  check_command(options.subject);
  check_run_directory(options);
}

void check_inspection(const Inspection& inspection, const Subject& subject) {
  const bool keeps = !inspection.keep.empty();
  const bool debugs = !inspection.debugger.empty();
  if ((keeps && inspection.only_looks()) || (debugs && inspection.shell))
    throw UsageError("--keep, --shell and --gdb exclude each other: choose one");
  if (keeps) check_place_for_trees(inspection.keep);
  const bool usual = inspection.debugger == usual_debugger;
  if (usual && !found_in_path(subject, "gdb", subject.workspace))
    throw UsageError("gdb: command not found in PATH (Debian has it in the package gdb)");
}

void check_saving(const CampaignOptions& options) {
  if (options.inspection.only_looks())
    throw UsageError("--save goes with neither --shell nor --gdb: they judge nothing");
  read_regressions(options.subject);
}

void check_schedule(const std::string& schedule) {
  CrashSchedule parsed;
  try {
    parsed = parse_schedule(schedule);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string(error.what()) +
                     " (as in: crashproof replay 'kill@event(3)' -- COMMAND; crashproof trace show "
                     "lists the events)");
  }
  for (const ScheduleStep& step : parsed.steps) check_fault(step);
}

}  // namespace crashproof::cli
