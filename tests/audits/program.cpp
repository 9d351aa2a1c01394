// Processes by fork and exec, reports by nlohmann::json.
#include "tests/audits/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace crashproof::audits {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// In the environment of whatever a Running starts.
constexpr const char* mark = "AUDITED_BY_TEST";

std::string content_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// One for all that a test runs: a job's environment is part of what is audited.
std::string mark_of(pid_t test) {
  return fmt::format("{}.", test);
}

std::string made_directory() {
  std::string pattern = (fs::temp_directory_path() / "crashproof-output-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  return pattern;
}

void redirect(const std::string& path, int fd, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (file < 0 || ::dup2(file, fd) < 0) ::_exit(126);
}

[[noreturn]] void become_bash(const std::string& line, const std::string& directory,
                              const std::string& outputs) {
  ::setsid();
  const std::string script = "unset ${!CRASHPROOF_@}\nexport CRASHPROOF='" CRASHPROOF_PROGRAM
                             "' REFERENCE_PIPELINE='" REFERENCE_PIPELINE_PROGRAM
                             "' SUBJECTS='" AUDIT_SUBJECTS "'\n" +
                             line;
  ::setenv(mark, mark_of(::getppid()).c_str(), 1);
  redirect("/dev/null", 0, O_RDONLY);
  redirect(outputs + "/out", 1, O_WRONLY | O_CREAT);
  redirect(outputs + "/err", 2, O_WRONLY | O_CREAT);
  if (::chdir(directory.c_str()) != 0) ::_exit(126);
  ::execl("/bin/bash", "bash", "-c", script.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

Running::Running(const std::string& line, const std::string& directory)
    : outputs_(made_directory()) {
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) become_bash(line, directory, outputs_);
}

Running::~Running() {
  if (!ended_) {
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(outputs_, ignored);
}

void Running::signal(int number) const {
  if (!ended_) ::kill(pid_, number);
}

bool Running::wait(double limit_seconds) {
  const auto limit = Clock::now() + std::chrono::duration<double>(limit_seconds);
  while (!ended_) {
    ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
    if (ended_) break;
    if (Clock::now() > limit) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

Ran Running::result() const {
  Ran ran;
  if (ended_) ran.exit = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  ran.out = content_of(outputs_ + "/out");
  ran.err = content_of(outputs_ + "/err");
  return ran;
}

std::vector<pid_t> Running::survivors() const {
  std::vector<pid_t> pids;
  const std::string wanted = std::string(mark) + "=" + mark_of(::getpid());
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (content_of(entry.path() / "environ").find(wanted) == std::string::npos) continue;
    if (std::stoi(name) != pid_) pids.push_back(std::stoi(name));
  }
  return pids;
}

Ran run_line(const std::string& line, const std::string& directory, double limit_seconds) {
  Running running(line, directory);
  running.wait(limit_seconds);
  return running.result();
}

std::vector<std::string> Audited::noted(const std::string& about) const {
  std::vector<std::string> texts;
  for (const Json& note : notes) {
    if (note.at("about") == about) texts.push_back(note.at("text"));
  }
  return texts;
}

Json Audited::fault(const std::string& name) const {
  for (const Json& row : summary.at("faults")) {
    if (row.at("fault") == name) return row;
  }
  return nullptr;
}

std::vector<Json> Audited::findings_by(const std::string& fault) const {
  std::vector<Json> found;
  for (const Json& finding : findings) {
    if (finding.at("fault").get<std::string>().starts_with(fault)) found.push_back(finding);
  }
  return found;
}

Audited report_of(Ran ran) {
  Audited audited;
  audited.ran = std::move(ran);
  std::istringstream lines(audited.ran.out);
  for (std::string line; std::getline(lines, line);) {
    const Json object = Json::parse(line, nullptr, false);
    if (object.is_discarded()) throw std::runtime_error("no report: " + audited.all());
    const std::string type = object.at("type");
    if (type == "finding") audited.findings.push_back(object);
    if (type == "note") audited.notes.push_back(object);
    if (type == "replay") audited.replay = object;
    if (type == "summary") audited.summary = object;
  }
  if (audited.summary.is_null()) throw std::runtime_error("no summary: " + audited.all());
  return audited;
}

Audited crashproof(const std::string& verb, const std::string& rest, const std::string& directory,
                   double limit_seconds) {
  return report_of(run_line("exec \"$CRASHPROOF\" " + verb + " --json --quiet " + rest, directory,
                            limit_seconds));
}

Audited audit(const std::string& rest, const std::string& directory, double limit_seconds) {
  return crashproof("audit", rest, directory, limit_seconds);
}

Audited again(const Json& finding, const std::string& directory, double limit_seconds) {
  const std::string program =
      "crashproof() { local verb=$1; shift; \"$CRASHPROOF\" \"$verb\" --json --quiet \"$@\"; }\n";
  return report_of(
      run_line(program + finding.at("replay").get<std::string>(), directory, limit_seconds));
}

std::map<std::string, std::string> trial_results(const std::string& run_directory) {
  std::map<std::string, std::string> results;
  std::ifstream lines(run_directory + "/trials.jsonl");
  for (std::string line; std::getline(lines, line);) {
    const Json trial = Json::parse(line);
    std::string result;
    for (const Json& resume : trial.at("resumes")) {
      result += fmt::format("exit {} ", resume.at("exit").at("code").get<int>());
    }
    for (const Json& difference : trial.at("differences")) {
      result += fmt::format("{} {} {};", difference.at("what").dump(), difference.at("path").dump(),
                            difference.at("count").dump());
    }
    results[trial.at("schedule")] = result;
  }
  return results;
}

std::size_t finished_trials(const std::string& run_directory) {
  std::size_t count = 0;
  std::ifstream lines(run_directory + "/trials.jsonl");
  for (std::string line; std::getline(lines, line);) ++count;
  return count;
}

}  // namespace crashproof::audits
