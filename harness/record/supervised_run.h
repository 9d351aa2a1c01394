// One run under ptrace from its launch to its last process's end: the state behind supervise().
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/record/decoder.h"
#include "harness/record/process_tree.h"
#include "harness/record/supervisor.h"

namespace crashproof {

// For one use, by one thread. The Supervision has to outlive it.
class SupervisedRun {
 public:
  explicit SupervisedRun(const Supervision& supervision)
      : supervision_(supervision),
        paths_(supervision.workspace, supervision.restored),
        log_(supervision.kill_at, supervision.keep_bytes),
        mapped_(log_, paths_, supervision.mapped_limit_bytes),
        decoder_(supervision.launch, log_, paths_, mapped_) {}

  Supervised to_end();
  // Ends the tree and forgets its children, whatever has happened.
  void abandon();

 private:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;

  void start();
  void wait_for_all();
  void handle(pid_t tid, int status);
  void handle_stop(Tracee& tracee, int signal, int event);
  void handle_unknown(pid_t tid);
  void handle_while_killing(pid_t tid, int event);

  void on_entry(Tracee& tracee);
  void begin(Tracee& tracee);
  void begin_queued();
  bool shall_die_before(const Tracee& tracee);
  void shorten(Tracee& tracee);
  void on_exit_stop(Tracee& tracee);
  void finish(Tracee& tracee, std::int64_t result);
  void on_new_thread(Tracee& parent, bool may_be_thread);
  void on_exec(pid_t pid);
  void on_dying(Tracee& tracee);
  void on_gone(pid_t tid, int status);
  void forget(Tracee& tracee);
  void record_plain(Tracee& tracee, EventKind kind, std::string_view call, std::string target,
                    std::int64_t result);
  void compare_mapped();

  void check_deadlines();
  void check_slot(Clock::time_point now);
  void adopt_orphans(Clock::time_point now);
  void kill_tree();
  RunExit outcome() const;

  const Supervision& supervision_;
  FdPaths paths_;
  EventLog log_;
  MappedFiles mapped_;
  Decoder decoder_;
  ProcessTree tree_;

  Tracee* in_flight_ = nullptr;  // the one whose file call runs
  Clock::time_point in_flight_since_;
  std::deque<Tracee*> queue_;                     // stopped at the entry of a call
  std::map<pid_t, Clock::time_point> unclaimed_;  // stopped before their first instruction

  pid_t first_pid_ = 0;
  bool started_ = false;  // the first exec has happened
  bool killing_ = false;
  bool killed_at_position_ = false;
  bool timed_out_ = false;
  bool stopped_ = false;
  std::optional<int> first_status_;
  Clock::time_point begun_;
  Clock::time_point first_ended_;
};

}  // namespace crashproof
