// The work directory: its layout, and the lock that makes this run its only owner.
#pragma once

#include <filesystem>
#include <optional>

#include "reference_pipeline/file.h"

namespace pipeline {

class WorkDirectory {
 public:
  // Creates the directory (not its parents) and locks it. Throws Refusal: usage if it cannot be
  // written, already_running if another run owns it.
  explicit WorkDirectory(const std::filesystem::path& path);
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  // Creates what is missing below, durably if `durable`. Throws std::system_error.
  void prepare(bool durable);
  // At the end: that the WAL is gone, and whatever else was named or removed at the top. Throws
  // std::system_error.
  void make_names_durable(bool durable) const;
  // Removes the temps of dead runs: under the lock, no other can be alive. Throws
  // std::system_error.
  void remove_dead_temps();

  std::filesystem::path artifacts() const { return path_ / "artifacts"; }
  std::filesystem::path checkpoints() const { return path_ / "checkpoints"; }
  std::filesystem::path database() const { return path_ / "pipeline.db"; }

 private:
  void lock();
  std::filesystem::path running_mark() const { return path_ / "running"; }

  std::filesystem::path path_;
  std::optional<File> lock_;
};

}  // namespace pipeline
