// Named places where the pipeline can be killed or made to fail, at each step whose order matters.
//
// Protocol, by environment:
//   CRASHPROOF_FAILPOINT=NAME@HIT:ACTION  arms one point at its HIT-th passage (from 1). ACTION is
//       kill (SIGKILL), errno=ENOSPC or another name or number (the step fails with it), or
//       signal=SIGTERM, SIGINT or SIGHUP (sent to this process, which goes on).
//   CRASHPROOF_POINTS_FILE=PATH  gets appended: "declare NAME SUMMARY" for each point at the start,
//       "fired NAME HIT" when the armed one fires, "hits NAME COUNT" for each at a normal end.
#pragma once

#include <span>
#include <string_view>

namespace pipeline {

enum class Failpoint {
  database_after_temp,
  database_before_sync,
  database_before_rename,
  database_after_rename,
  database_before_dirsync,
  database_after_dirsync,
  register_before_commit,
  register_after_commit,
  rewind_before_checkpoint,
  artifact_after_temp,
  artifact_mid_write,
  artifact_before_sync,
  artifact_before_rename,
  artifact_after_rename,
  artifact_before_dirsync,
  artifact_after_dirsync,
  mark_before_commit,
  mark_after_commit,
  features_before_commit,
  features_after_commit,
  load_before_commit,
  load_between_commit_and_checkpoint,
  load_after_checkpoint,
  checkpoint_after_temp,
  checkpoint_before_sync,
  checkpoint_before_rename,
  checkpoint_after_rename,
  checkpoint_before_dirsync,
  checkpoint_after_dirsync,
  interrupt_flush,
};

struct FailpointEntry {
  Failpoint point;
  std::string_view name;
  std::string_view summary;
};

std::span<const FailpointEntry> failpoint_catalogue();

// Reads the environment, declares the points and arms at most one.
// Throws Refusal (usage) if CRASHPROOF_FAILPOINT cannot be understood or the file not be written.
void start_failpoints();

// Passes the point: counts, and if it is armed for this passage dies, signals or throws
// std::system_error with the armed errno.
void pass(Failpoint point);

// Writes the "hits" lines. For an end by itself only, with success or without.
void finish_failpoints();

}  // namespace pipeline
