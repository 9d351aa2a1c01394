// Runs a process tree under ptrace and seccomp, records each durable effect in one total order,
// and kills the whole tree at an exact position when asked to.
#pragma once

#include <csignal>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/call_site.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"
#include "harness/record/launch.h"

namespace crashproof {

// Something that is done to a live run at a position of it.
//
// Occurrences (#N) are Events, and the calls that an injection made fail in their place: numbers
// are the same for all injections of a run and for kill_at. event(N) counts Events alone, those
// of kind `open` apart. What is done to a call (fail_call,
// short_call) is done to the matching call itself at `before` and `in`, to the next matching one at
// `after`, and to the next call that would make any Event at `start` and event(N); a call that
// would have failed by itself may be the one. Everything else is done at the entry of the call
// (`before`), at its exit (`after`), or at its exit after it wrote only the first bytes (`in`).
// Nothing happens at `end` and `down`.
struct Injection {
  enum class Effect : std::uint8_t {
    kill_tree,     // SIGKILL to every process
    kill_process,  // SIGKILL to one process of the tree, the others go on
    stall,         // one thread stops there for good, the others go on until no Event has come for
                   // stall_seconds, or until they have ended; then the tree is killed
    signal,        // a signal to ask the job to stop; past the grace time the tree is killed
    fail_call,     // the call that would make the Event fails with an errno, and does nothing
    short_call,    // a write puts down fewer bytes than asked, and says so
    hand_over,  // the tree is stopped, let go of, and handed to Supervision::hand_over; when that
                // returns, it is killed. event(N): before the call that would make the N-th Event,
                // or the next that can be stopped before
  };
  Effect effect = Effect::kill_tree;
  Position position;
  // kill_process, stall: whose; "" is the one that makes the Event at the position. kill_process
  // takes the process of a thread's role. A stall holds one thread, or all threads of a process
  // whose role is given ("main/2"). One that is not at the position itself stops where it is: a
  // call that it has begun may still make its Event.
  std::string role;
  // signal. At `before`, a call of the job that is signalled begins anew after the handler, which
  // it does not notice; a call of another process goes on at the same time.
  int signal = 0;
  bool group = false;  // signal: to the process group of the first process, not to it alone
  // signal: sent as well, after the first Event since the first one's delivery that is no fork,
  // exec or exit; 0: none.
  int second_signal = 0;
  double grace_seconds = 2;  // signal
  double stall_seconds = 1;  // stall
  int error = 0;             // fail_call: the errno
  // fail_call, short_call: so many matching calls from the position on; 0: each of them. A second
  // one counts from its own Event: "#3" with times 2 is the third and the fourth.
  std::uint64_t times = 1;
  // short_call: how many bytes are written. A call that asks for no more is left alone; 0: the
  // call is not run and says 0.
  std::uint64_t bytes = 1;
  // fail_call: every call that needs space (create, mkdir, mknod, symlink, link, write, allocate,
  // O_TMPFILE), whatever its path, from the position on to the end of the run: a full disk. `times`
  // does not count then.
  bool no_space = false;
};

struct Supervision {
  Launch launch;
  std::string workspace;  // absolute, canonical: Events below it get relative paths
  // Further absolute directories whose Events are recorded with their bytes (private /tmp, HOME):
  // what a replay can put back. Writes elsewhere are kept as Events without bytes, and as a Gap.
  std::vector<std::string> restored;
  // SIGKILL the whole tree there. Edge::start kills at the first exec, Edge::end never.
  std::optional<Position> kill_at;
  // What else is done to the run. Several may be about the same position.
  std::vector<Injection> injections;
  // Each regular file of the workspace that is opened for reading alone is an Event `open`,
  // which event(N) does not count. Switched on by itself where kill_at or an injection is
  // about such Events.
  bool record_opens = false;
  double limit_seconds = 0;           // 0: none. Past it the tree is killed: RunExit::timed_out
  double leftover_grace_seconds = 1;  // for descendants that outlive the first process
  std::uint64_t mapped_limit_bytes = 64u << 20;  // larger shared mappings are a Gap
  // For the effect of that name. Gets the process at whose call it happened: each thread of it is
  // in a group stop, and a debugger can attach. The call has not been made yet. The tree cannot go
  // on by itself: calls that were traced fail with ENOSYS without us. May throw.
  std::function<void(pid_t pid)> hand_over;
  bool keep_bytes = true;  // false: positions only, no content (live kills)
  // Not owned. Once it is not 0 (a signal handler of the program sets it) the tree is killed:
  // RunExit::killed, with Supervised::killed false. Seen within 50 ms.
  const volatile std::sig_atomic_t* stop_flag = nullptr;
  // Is asked once about each Event, in their order: true if it is to be found out where in the code
  // it is made, while the thread stands where it made it. A few milliseconds for each. May be
  // empty.
  std::function<bool(const Event&)> wants_call_site;
  // For call sites in Python: an absolute, existing directory outside the workspace, which the run
  // can read; files for it are there during the run, and PYTHONPATH leads to them. "": Python
  // programs have their command lines as call sites.
  std::string python_reports;
};

struct Supervised {
  Trace trace;          // Events that happened before the end
  bool killed = false;  // kill_at was reached
  // By Event::index; without those of which nothing is known. Events of no call (fork, exec, stores
  // through mappings) have their process's command line alone.
  std::map<std::uint64_t, CallSite> call_sites;
  std::vector<bool> happened;  // of each injection: it was carried out at least once
  // From the first signal injected to the end of the first process, or of all if it was killed.
  std::optional<double> stop_seconds;
  bool outlived_grace = false;  // the tree was killed past a grace time
};

// Blocks until every process of the tree is gone; nothing survives it. The calling thread must be
// the one that stays alive during the run, and the process must have no other children. With
// Launch::only_cpu the calling thread is pinned as well, and SIGALRM belongs to it, for that time.
// Mapped stores are found when the next Event comes: a kill after one of several that were found
// together leaves all of them, and the Trace says so. Edge::before is not seen for mapped_store,
// fork, exec and exit: killed stays false. RunExit::killed also says that an injection ended the
// first process by SIGKILL, that a stall ended the run, or that it outlived a grace time; a run
// that dies of an injected SIGTERM is RunExit::signalled. Where kill_process ended the first
// process, the others go on until no Event has come for leftover_grace_seconds. Throws
// std::system_error for trouble of our own (ptrace refused, exec failed): never for the subject's.
Supervised supervise(const Supervision& supervision);

}  // namespace crashproof
