// Publishing by temp, fsync, rename, fsync of the directory.
#include "reference_pipeline/publish.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <vector>

#include "reference_pipeline/flaws.h"

namespace pipeline {
namespace {

constexpr std::string_view kTempPrefix = ".tmp-";

// A name that nobody else uses: random for the run, counted within it. O_EXCL settles what chance
// leaves open. It lies beside the target, or at least on its mount: only there is a rename atomic.
File open_temp(const std::filesystem::path& directory) {
  static const unsigned run_number = std::random_device{}();
  static std::atomic<unsigned> counter = 0;
  for (;;) {
    const auto path = directory / fmt::format("{}{:08x}-{}", kTempPrefix, run_number, ++counter);
    try {
      return File(path, O_WRONLY | O_CREAT | O_EXCL);
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::file_exists) throw;
    }
  }
}

File open_output(const std::filesystem::path& target, PublishSteps steps) {
  // FLAW checkpoint-in-place, artifact-in-place: the name is taken before the content is there.
  if (steps.in_place) return File(target, O_WRONLY | O_CREAT | O_TRUNC);
  return open_temp(steps.temp_directory.empty() ? target.parent_path() : steps.temp_directory);
}

// FLAW rename-across-mounts: between the first byte and the last, the final name holds a part.
void copy_and_remove(const std::filesystem::path& from, const std::filesystem::path& to,
                     bool sync_content) {
  File copy(to, O_WRONLY | O_CREAT | O_TRUNC);
  copy.write_all(read_whole_file(from));
  if (sync_content) copy.sync();
  ::unlink(from.c_str());
}

}  // namespace

PublishedFile::PublishedFile(const std::filesystem::path& target, const PublishPoints& points,
                             PublishSteps steps)
    : target_(target),
      points_(points),
      steps_(steps),
      file_(open_output(target, steps)),
      named_(steps.in_place) {
  try {
    pass(points_.after_temp);
  } catch (...) {
    // The destructor does not run for an object whose constructor throws.
    if (!named_) ::unlink(file_.path().c_str());
    throw;
  }
}

PublishedFile::~PublishedFile() {
  if (!named_) ::unlink(file_.path().c_str());
}

void PublishedFile::take_name() {
  try {
    rename_file(file_.path(), target_);
  } catch (const std::system_error& error) {
    const bool other_mount = error.code() == std::errc::cross_device_link;
    // FLAW rename-across-mounts: what mv does where a rename cannot.
    if (!other_mount || !flaw_seeded(Flaw::rename_across_mounts)) throw;
    copy_and_remove(file_.path(), target_, steps_.sync_content);
  }
}

void PublishedFile::publish() {
  pass(points_.before_sync);
  // Content first: a name must never point at bytes that a power loss can still take away.
  if (steps_.sync_content) file_.sync();
  pass(points_.before_rename);
  if (!named_) take_name();
  named_ = true;
  pass(points_.after_rename);
  pass(points_.before_dirsync);
  // Then the name: until the directory is synced, a power loss may bring the old entry back.
  if (steps_.sync_directory) sync_directory(target_.parent_path());
  pass(points_.after_dirsync);
}

void remove_stale_temps(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> stale;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().filename().native().starts_with(kTempPrefix)) stale.push_back(entry.path());
  }
  std::ranges::sort(stale);
  for (const auto& path : stale) std::filesystem::remove(path);
}

}  // namespace pipeline
