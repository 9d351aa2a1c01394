// The place in which runs happen: the workspace in the state of a crash point, at the path that
// the subject always sees, with private places beside it; put back after every trial.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/model/trace.h"
#include "harness/trial/isolation.h"
#include "harness/trial/mirror.h"

namespace crashproof {

struct SandboxPlan {
  Isolation isolation;
  std::string workspace;  // absolute, canonical: the user's own directory
  std::string snapshot;   // absolute: a copy of it as it was before the run; only read
  // Absolute, existing directory for sandboxes. With namespaces a tmpfs is mounted over it, unless
  // on_disk is set.
  std::string scratch;
  bool on_disk = false;
  // Absolute directories that each trial gets for itself, none inside another.
  std::vector<std::string> private_places;
};

// Lives in a Cell and has it to itself: it changes the current directory, and its own paths are
// relative to that, since mounts may hide where it lies. Removes what it made when it is destroyed
// (the kernel does so if the cell is killed).
class Sandbox {
 public:
  Sandbox() = default;
  virtual ~Sandbox() = default;
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Where the subject finds its workspace: the user's own path, or one of ours without namespaces.
  virtual const std::string& workspace() const = 0;
  // The tree in the state of the present point, relative to the current directory. Read only.
  virtual const std::string& mirror_root() const = 0;
  // Directories outside the workspace whose state is part of a trial's.
  virtual std::vector<std::string> restored() const = 0;
  // A directory for temporary files that the subject must be told of (TMPDIR); "" if /tmp serves.
  virtual std::string temporary_directory() const = 0;

  // Moves the state forward. Not between begin and end.
  virtual void roll_to(const CrashPoint& point) = 0;
  // Workspace-relative paths that rolling may have changed since this was last asked.
  virtual std::set<std::string> take_touched() = 0;

  // Makes workspace() ready in the present state.
  virtual void begin() = 0;
  // Workspace-relative paths in which workspace() may differ from mirror_root() since begin().
  virtual std::set<std::string> changed() = 0;
  // Throws away all that happened since begin(). Every process of the run must be gone.
  virtual void end() = 0;

  // For the recording, instead of begin: workspace() is the mirror itself, for good, so that the
  // subject runs on a plain file system and new files get the inode numbers that a mirror's will.
  virtual void begin_for_good() = 0;
};

// Copies the snapshot. The trace must outlive the sandbox; an empty one gives the state before the
// run. Throws std::system_error for what this system refuses.
std::unique_ptr<Sandbox> make_sandbox(const SandboxPlan& plan, const Trace& trace);

}  // namespace crashproof
