// Files of the run directory; written so that a kill of ours leaves it usable.
#include "harness/campaign/run_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_json.h"
#include "harness/record/replaced_file.h"
#include "harness/record/whole_file.h"
#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

constexpr const char* marker = "crashproof-run";
constexpr const char* layout = "layout 6\n";

bool is_empty_directory(const std::string& directory) {
  std::error_code error;
  return fs::is_empty(directory, error) && !error;
}

void write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0) throw_file_error("write", path);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

RunStore::RunStore(const std::string& directory, Mode mode) : directory_(directory) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) {
    throw UsageError(
        fmt::format("cannot make the run directory {}: {} (choose another with --run-dir)",
                    directory_, error.message()));
  }
  claim(mode);
}

RunStore::~RunStore() {
  for (const Lines* lines : {&trials_, &counterfactuals_, &confirmations_}) {
    if (lines->fd >= 0) ::close(lines->fd);
  }
  if (directory_fd_ >= 0) ::close(directory_fd_);
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

void RunStore::lock() {
  lock_fd_ = ::open(path("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_fd_ < 0) {
    throw UsageError(
        fmt::format("cannot write to the run directory {}: {} (choose another with --run-dir)",
                    directory_, std::strerror(errno)));
  }
  if (::flock(lock_fd_, LOCK_EX | LOCK_NB) != 0) {
    throw UsageError(
        fmt::format("another crashproof is using the run directory {}: wait for it, or "
                    "choose another with --run-dir",
                    directory_));
  }
}

void RunStore::claim(Mode mode) {
  const bool ours = has(marker);
  if (!ours && !is_empty_directory(directory_)) {
    throw UsageError(
        fmt::format("{} is no run directory of crashproof and not empty, so it is left alone "
                    "(choose another with --run-dir)",
                    directory_));
  }
  if (!ours && mode == Mode::keep) {
    throw UsageError(fmt::format(
        "{} holds no run to go on with: begin with crashproof audit -- COMMAND", directory_));
  }
  lock();
  directory_fd_ = ::open(directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (directory_fd_ < 0) throw_file_error("open", directory_);
  if (ours && read_file(marker) != layout) {
    throw UsageError(
        fmt::format("{} was written by another version of crashproof: remove it or choose "
                    "another with --run-dir",
                    directory_));
  }
  if (mode == Mode::fresh) {
    for (const char* name : {"subject.json",
                             "trace.cpt",
                             "baseline.json",
                             "unstable.json",
                             trials_.name,
                             counterfactuals_.name,
                             confirmations_.name,
                             "call_sites.json",
                             "struck_places.json",
                             "run.json",
                             "report.html",
                             "items.json",
                             "kept",
                             "smallest",
                             "redo.csv",
                             "rerun.cpt",
                             "snapshot",
                             "final",
                             "second",
                             "rerun",
                             "reading",
                             "pinned1",
                             "pinned2",
                             "second.cpt",
                             "pinned.cpt"}) {
      remove_tree(path(name));
    }
  }
  write_file(marker, layout);
  clean_sandbox();
}

bool RunStore::has(const std::string& name) const {
  struct stat status {};
  return ::lstat(path(name).c_str(), &status) == 0;
}

void RunStore::write_file(const std::string& name, const std::string& text) const {
  replace_file(path(name), text);
}

std::string RunStore::read_file(const std::string& name) const {
  return read_existing(path(name));
}

void RunStore::append(Lines& lines, const Evidence& evidence) const {
  const std::string file = path(lines.name);
  if (lines.fd < 0) {
    lines.fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (lines.fd < 0) throw_file_error("write", file);
  }
  write_all(lines.fd, to_json(evidence) + "\n", file);
}

void RunStore::append_trial(const Evidence& evidence) {
  append(trials_, evidence);
}

std::vector<Evidence> RunStore::read_trials() {
  return read(trials_);
}

void RunStore::append_counterfactual(const Evidence& evidence) {
  append(counterfactuals_, evidence);
}

std::vector<Evidence> RunStore::read_counterfactuals() {
  return read(counterfactuals_);
}

void RunStore::append_confirmation(const Evidence& evidence) {
  append(confirmations_, evidence);
}

std::vector<Evidence> RunStore::read_confirmations() {
  return read(confirmations_);
}

std::vector<Evidence> RunStore::read(const Lines& lines) const {
  std::vector<Evidence> evidence;
  if (!has(lines.name)) return evidence;
  const std::string text = read_file(lines.name);
  std::size_t whole = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', whole)) {
    try {
      evidence.push_back(evidence_from_json(std::string_view(text).substr(whole, end - whole)));
    } catch (const std::runtime_error&) {
      throw UsageError(fmt::format("{} is damaged in line {}: start anew without --continue",
                                   path(lines.name), evidence.size() + 1));
    }
    whole = end + 1;
  }
  if (whole < text.size() && ::truncate(path(lines.name).c_str(), static_cast<off_t>(whole)) != 0) {
    throw_file_error("mend", path(lines.name));
  }
  return evidence;
}

void RunStore::clean_sandbox() const {
  remove_tree(path("sandbox"));
  make_directory(path("sandbox"));
}

}  // namespace crashproof
