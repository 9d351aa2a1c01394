// One run under ptrace from its launch to its last process's end: the state behind supervise().
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "harness/record/call_sites.h"
#include "harness/record/decoder.h"
#include "harness/record/injector.h"
#include "harness/record/pinned_calls.h"
#include "harness/record/process_tree.h"
#include "harness/record/supervisor.h"

namespace crashproof {

// For one use, by one thread. The Supervision has to outlive it.
class SupervisedRun {
 public:
  explicit SupervisedRun(const Supervision& supervision)
      : supervision_(supervision),
        paths_(supervision.workspace, supervision.restored),
        injector_(supervision),
        log_(injector_, supervision.keep_bytes),
        mapped_(log_, paths_, supervision.mapped_limit_bytes),
        decoder_(supervision.launch, log_, paths_, mapped_),
        pinned_(supervision.launch.pins),
        call_sites_(supervision) {}

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
  // True if the stop was about a pin alone: the thread runs on.
  bool answer_pinned(Tracee& tracee, const SyscallEntry& entry);
  // At the first stop of a new program.
  void pin_program(const Tracee& tracee);
  void begin(Tracee& tracee);
  void begin_queued();
  static void resume(const Tracee& tracee, int signal = 0);
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

  // supervised_run_injections.cpp
  void carry_out_due();
  void carry_out(const DueInjection& due);
  bool carry_out_before(Tracee& tracee);
  bool replace_call(Tracee& tracee);
  void shorten(Tracee& tracee);
  bool kill_process_of(const std::string& role);

  // supervised_run_hand_over.cpp
  bool hand_over(const std::string& role);
  void undo_entry(Tracee& tracee);
  void let_go_stopped();
  void on_stop_to_let_go(pid_t tid, int status, std::set<pid_t>& waiting);

  bool stall(const Injection& injection, const std::string& own_role);
  void hold(Tracee& tracee);
  bool send_signal(const Injection& injection, int signal);
  bool is_target(const Injection& injection, const Process& process) const;
  void note_delivery(const Tracee& tracee, int signal);
  void note_consumed_signals();
  std::optional<double> stop_seconds() const;
  void check_stalled(Clock::time_point now);
  void check_grace(Clock::time_point now);

  void check_deadlines();
  void check_leftovers(Clock::time_point now);
  void check_slot(Clock::time_point now);
  void adopt_orphans(Clock::time_point now);
  void kill_tree();
  RunExit outcome() const;

  const Supervision& supervision_;
  FdPaths paths_;
  Injector injector_;
  EventLog log_;
  MappedFiles mapped_;
  Decoder decoder_;
  PinnedCalls pinned_;
  CallSites call_sites_;
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
  bool ended_by_injection_ = false;  // a stall, a grace time or a killed process ended it
  bool outlived_grace_ = false;
  std::optional<int> first_status_;
  Clock::time_point begun_;
  Clock::time_point first_ended_;
  Clock::time_point last_event_;  // not before the deadlines were last looked at
  std::uint64_t events_looked_at_ = 0;
  std::optional<Seconds> stalled_limit_;  // a thread is held: so long without an Event is the end
  std::optional<Clock::time_point> first_signal_;
  std::optional<Clock::time_point> grace_ends_;
};

}  // namespace crashproof
