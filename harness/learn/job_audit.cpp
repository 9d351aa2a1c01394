// Inputs and build script come from the exercise each time: only the edited files are the
// student's.
#include "harness/learn/job_audit.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <system_error>

#include "harness/campaign/interruption.h"
#include "harness/learn/workshop.h"
#include "harness/model/printable.h"
#include "harness/record/replaced_file.h"
#include "harness/record/whole_file.h"

namespace crashproof::learn {
namespace {

namespace fs = std::filesystem;

constexpr const char* build_script = "build.sh";

void take_over(const Exercise& exercise, const std::string& from, const std::string& to) {
  for (const std::string& path : exercise.edit) {
    const auto text = read_whole(from + "/" + path);
    if (!text)
      throw UsageError(fmt::format("{}: is missing; crashproof learn reset puts it back",
                                   printable(from + "/" + path)));
    replace_file(to + "/" + path, *text);
  }
}

// The output of a build that failed; nullopt if it went well or there is nothing to build.
std::optional<std::string> failed_build(const std::string& workspace) {
  if (!fs::exists(fs::path(workspace) / build_script)) return std::nullopt;
  const std::string line = fmt::format("cd {} && exec /bin/sh {} 2>&1 </dev/null",
                                       shell_quoted(workspace), build_script);
  FILE* pipe = ::popen(line.c_str(), "re");
  if (pipe == nullptr) throw std::system_error(errno, std::generic_category(), build_script);
  std::string output;
  char bytes[4096];
  while (const std::size_t count = std::fread(bytes, 1, sizeof bytes, pipe))
    output.append(bytes, count);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  return output;
}

bool is_program(const std::string& path) {
  std::error_code absent;
  return fs::is_regular_file(path, absent) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

Report Auditor::audit(const AuditPlace& place) const {
  Report report = crashproof::audit(options(place), catalogues, listener);
  if (report.interrupted) throw Interrupted();
  return report;
}

std::string run_directory_in(const std::string& place) {
  return place + "/run";
}

AuditPlace audit_place(const Exercise& exercise, const std::string& place) {
  const std::string workspace = place + "/workspace";
  return {exercise.settings, exercise.name + "/crashproof.toml", workspace, workspace,
          run_directory_in(place)};
}

JobAudit audit_job(const Exercise& exercise, const std::string& place,
                   const std::string& edited_folder, const Auditor& auditor) {
  const AuditPlace where = audit_place(exercise, place);
  const std::string& workspace = where.workspace;
  lay_out_job(exercise, workspace);
  if (!edited_folder.empty()) take_over(exercise, edited_folder, workspace);
  JobAudit result;
  if (const auto output = failed_build(workspace)) {
    result.built = false;
    result.build_output = *output;
    return result;
  }
  result.report = auditor.audit(where);
  return result;
}

std::vector<std::string> missing_programs(const Exercise& exercise) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> missing;
  for (const std::string& program : exercise.needs) {
    std::istringstream folders(path == nullptr ? "" : path);
    bool found = false;
    for (std::string folder; std::getline(folders, folder, ':') && !found;)
      found = is_program(folder + "/" + program);
    if (!found) missing.push_back(program);
  }
  return missing;
}

}  // namespace crashproof::learn
