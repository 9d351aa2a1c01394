// Creating, locking and tidying the work directory.
#include "reference_pipeline/work_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "reference_pipeline/flaws.h"
#include "reference_pipeline/publish.h"
#include "reference_pipeline/refusal.h"

namespace pipeline {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_as_running(const fs::path& path) {
  throw Refusal(ExitCode::already_running,
                fmt::format("another instance is running in {}", path.string()));
}

}  // namespace

WorkDirectory::WorkDirectory(const fs::path& path) : path_(path) {
  std::error_code error;
  fs::create_directory(path, error);
  if (!error && ::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (!error && !fs::is_directory(path)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) {
    throw Refusal(ExitCode::usage, fmt::format("cannot write work directory {}: {}", path.string(),
                                               error.message()));
  }
  lock();
}

WorkDirectory::~WorkDirectory() {
  if (flaw_seeded(Flaw::stale_lock) && lock_) ::unlink(running_mark().c_str());
}

void WorkDirectory::lock() {
  // FLAW stale-lock: a file that somebody has to remove. The dead do not.
  if (flaw_seeded(Flaw::stale_lock)) {
    if (fs::exists(running_mark())) refuse_as_running(path_);
    lock_.emplace(running_mark(), O_WRONLY | O_CREAT | O_EXCL);
    return;
  }
  // A lock on the directory itself: the kernel drops it when its owner dies, and it leaves no file.
  lock_.emplace(path_, O_RDONLY | O_DIRECTORY);
  if (!lock_->try_lock()) refuse_as_running(path_);
}

void WorkDirectory::prepare(bool durable) {
  fs::create_directory(artifacts());
  fs::create_directory(checkpoints());
  // Before the database exists nothing has been claimed. From then on these names are durable.
  if (durable && !fs::exists(database())) {
    sync_directory(path_);
    sync_directory(fs::absolute(path_ / "..").lexically_normal());
  }
}

void WorkDirectory::make_names_durable(bool durable) const {
  if (durable) sync_directory(path_);
}

void WorkDirectory::remove_dead_temps() {
  for (const fs::path& directory : {path_, artifacts(), checkpoints()}) {
    remove_stale_temps(directory);
  }
}

}  // namespace pipeline
