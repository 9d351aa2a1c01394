// Runs a process tree under ptrace and seccomp, records each durable effect in one total order,
// and kills the whole tree at an exact position when asked to.
#pragma once

#include <csignal>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/schedule.h"
#include "harness/model/trace.h"
#include "harness/record/launch.h"

namespace crashproof {

struct Supervision {
  Launch launch;
  std::string workspace;  // absolute, canonical: Events below it get relative paths
  // Further absolute directories whose Events are recorded with their bytes (private /tmp, HOME):
  // what a replay can put back. Writes elsewhere are kept as Events without bytes, and as a Gap.
  std::vector<std::string> restored;
  // SIGKILL the whole tree there. Edge::start kills at the first exec, Edge::end never.
  std::optional<Position> kill_at;
  double limit_seconds = 0;           // 0: none. Past it the tree is killed: RunExit::timed_out
  double leftover_grace_seconds = 1;  // for descendants that outlive the first process
  std::uint64_t mapped_limit_bytes = 64u << 20;  // larger shared mappings are a Gap
  bool keep_bytes = true;                        // false: positions only, no content (live kills)
  // Not owned. Once it is not 0 (a signal handler of the program sets it) the tree is killed:
  // RunExit::killed, with Supervised::killed false. Seen within 50 ms.
  const volatile std::sig_atomic_t* stop_flag = nullptr;
};

struct Supervised {
  Trace trace;          // Events that happened before the end
  bool killed = false;  // kill_at was reached
};

// Blocks until every process of the tree is gone; nothing survives it. The calling thread must be
// the one that stays alive during the run, and the process must have no other children. With
// Launch::only_cpu the calling thread is pinned as well, and SIGALRM belongs to it, for that time.
// Mapped stores are found when the next Event comes: a kill after one of several that were found
// together leaves all of them, and the Trace says so. Edge::before is not seen for mapped_store,
// fork, exec and exit: killed stays false. Throws
// std::system_error for trouble of our own (ptrace refused, exec failed): never for the subject's.
Supervised supervise(const Supervision& supervision);

}  // namespace crashproof
