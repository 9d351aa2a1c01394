// Starts one run of the subject: traced by us or free, confined to the places it may change.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "harness/record/pins.h"

namespace crashproof {

struct Launch {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH of `environment`
  std::vector<std::string> environment;  // "NAME=value"; nothing else is passed on
  std::string directory;                 // absolute; where it starts
  int stdout_fd = -1;                    // owned by the caller; -1: /dev/null
  int stderr_fd = -1;                    // owned by the caller; -1: /dev/null
  int stdin_fd = -1;                     // owned by the caller; -1: /dev/null
  // Its process group becomes the one in the foreground of the terminal that is its stdin, if that
  // is one. Whoever was there before has to take it back.
  bool foreground = false;
  bool debuggable = false;  // any process of its user may trace it, where Yama would refuse that
  // Absolute paths below which Landlock lets it write, with /dev and /proc always added. Empty:
  // not confined. Paths that do not exist are skipped.
  std::vector<std::string> writable;
  // Stops itself (SIGSTOP) before it installs the recording filter and execs; the caller seizes it
  // and sends SIGCONT. supervise() does all of this.
  bool traced = false;
  bool recorded = true;       // traced: the filter stops at file calls; false: for `pins` alone
  bool traced_opens = false;  // traced: the filter also stops at opening to read alone
  Pins pins;                  // traced: what the run finds the same each time
  int only_cpu = -1;          // pin the tree to this CPU; -1: no
};

// Starts it as leader of a new process group with every descriptor but the first three closed,
// SIGKILL on the death of the calling thread, no_new_privs, and io_uring_setup answering ENOSYS (as
// in the recording, so that a resume takes the same paths). Signal dispositions are the default
// ones and no signal is blocked. A script without #! is run by /bin/sh. Untraced, the child borrows
// the caller's memory until it execs, so the cost does not grow with the size of the caller.
// Returns the pid; the caller reaps it with waitpid. Throws std::system_error naming the program
// if it cannot be started (also if exec fails). Traced, a failed exec shows as the exit of the
// child with errno as its status.
pid_t launch(const Launch& launch);

// The version of Landlock that this kernel offers; 0: none. Confinement needs at least 2 (before
// that, renames between directories would be refused).
int landlock_version();

// SIGKILLs every descendant of the calling process and reaps them, until none is left. Needs
// PR_SET_CHILD_SUBREAPER or to be pid 1 (become_subreaper sees to it). As pid 1 it kills everything
// else in its pid namespace, without a look at /proc. Returns how many it killed.
unsigned kill_descendants();
// Makes orphaned descendants children of the calling process. Throws std::system_error.
void become_subreaper();

}  // namespace crashproof
