// How a run ends: by itself, at its position, past its limit; and threads that die on the way.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "harness/record/proc_stat.h"
#include "harness/record/supervised_run.h"
#include "harness/record/tracing.h"

namespace crashproof {
namespace {

// A call on a file that takes longer may be waiting for another process of the tree (a file
// system that it serves itself, a lease): the others go on then. One that waits like this sleeps.
// One that waits for a device or a CPU is only slow, and letting others overtake it would spoil
// the order of what is recorded; some file systems wait so for their server too, therefore the
// second limit.
constexpr std::chrono::duration<double> kLongCall{2.0};
constexpr std::chrono::duration<double> kEndlessCall{15.0};
// A new thread whose parent died before it could tell.
constexpr std::chrono::duration<double> kOrphan{0.5};

}  // namespace

void SupervisedRun::handle_while_killing(pid_t tid, int event) {
  // Every other stop ends by itself, since SIGKILL wakes it; one that nobody knew gets its own.
  if (event == PTRACE_EVENT_EXIT) {
    // Also at its position: an event that waits for no turn (a fork, an output) may be reached
    // while another thread's call on a file is under way, and what that does is on the disk.
    Tracee* tracee = tree_.find(tid);
    return tracee != nullptr ? on_dying(*tracee) : run_on(tid);
  }
  ::kill(tid, SIGKILL);
}

// Ended by a signal or by another thread's exit. A call that it was in may have had its effect.
void SupervisedRun::on_dying(Tracee& tracee) {
  if (tracee.state == Tracee::State::in_call) {
    const std::optional<std::int64_t> result = result_at_death(tracee.tid);
    finish(tracee, result.value_or(-EINTR));
    call_sites_.look(log_.trace().events, tree_, nullptr);
  }
  forget(tracee);
  if (injector_.kill_reached() && !killing_) return;
  run_on(tracee.tid);
  if (!killing_) begin_queued();
}

void SupervisedRun::forget(Tracee& tracee) {
  if (in_flight_ == &tracee) in_flight_ = nullptr;
  std::erase(queue_, &tracee);
  tracee.state = Tracee::State::running;
}

void SupervisedRun::on_gone(pid_t tid, int status) {
  unclaimed_.erase(tid);
  Tracee* tracee = tree_.find(tid);
  if (tracee == nullptr) return;  // an orphan that came to us after its tracing had ended
  forget(*tracee);
  const bool first = tid == first_pid_;
  if (!killing_ && started_) record_plain(*tracee, EventKind::exit, "", "", status);
  tree_.remove(tid);
  if (first) {
    first_status_ = status;
    first_ended_ = Clock::now();
    if (!started_ && !killing_) {
      throw std::system_error(WIFEXITED(status) ? WEXITSTATUS(status) : EINTR,
                              std::generic_category(),
                              "cannot start " + supervision_.launch.argv.front());
    }
  }
  if (!killing_) begin_queued();
}

void SupervisedRun::check_deadlines() {
  if (killing_) return;
  const Clock::time_point now = Clock::now();
  if (injector_.events() != events_looked_at_) {
    events_looked_at_ = injector_.events();
    last_event_ = now;
  }
  stopped_ = supervision_.stop_flag != nullptr && *supervision_.stop_flag != 0;
  timed_out_ = supervision_.limit_seconds > 0 &&
               now - begun_ > Seconds(supervision_.limit_seconds) && !first_status_;
  if (stopped_ || timed_out_) return kill_tree();
  check_stalled(now);
  check_grace(now);
  check_leftovers(now);
  if (killing_) return;
  check_slot(now);
  adopt_orphans(now);
}

void SupervisedRun::check_leftovers(Clock::time_point now) {
  if (killing_ || !first_status_) return;
  // Where we ended the first process ourselves, the others go on while they do something.
  const bool by_us = tree_.first()->killed;
  const Clock::time_point quiet_since = by_us ? std::max(first_ended_, last_event_) : first_ended_;
  if (now - quiet_since <= Seconds(supervision_.leftover_grace_seconds)) return;
  log_.trace().leftover_processes = by_us ? 0 : tree_.unheld_processes();
  kill_tree();
}

void SupervisedRun::check_slot(Clock::time_point now) {
  if (in_flight_ == nullptr || queue_.empty() || now - in_flight_since_ < kLongCall) return;
  const auto stat = read_proc_stat(in_flight_->tid);
  const bool sleeps = stat && stat->state == 'S';
  if (!sleeps && now - in_flight_since_ < kEndlessCall) return;
  log_.add_gap("call on a file that took longer than 2 s: others went on meanwhile",
               in_flight_->call.row->name);
  in_flight_ = nullptr;
  begin_queued();
}

void SupervisedRun::adopt_orphans(Clock::time_point now) {
  for (auto entry = unclaimed_.begin(); entry != unclaimed_.end();) {
    const auto [tid, since] = *entry;
    Tracee* parent = now - since < kOrphan ? nullptr : tree_.find(first_pid_);
    if (parent == nullptr) {
      ++entry;
      continue;
    }
    tree_.add_child(*parent, tid, false);
    run_on(tid);
    entry = unclaimed_.erase(entry);
  }
}

void SupervisedRun::kill_tree() {
  killing_ = true;
  queue_.clear();
  for (const pid_t pid : tree_.processes()) ::kill(pid, SIGKILL);
  for (const auto& [tid, since] : unclaimed_) ::kill(tid, SIGKILL);
}

RunExit SupervisedRun::outcome() const {
  RunExit exit;
  exit.seconds = Seconds(Clock::now() - begun_).count();
  const int status = first_status_.value_or(SIGKILL);
  if (killed_at_position_ || stopped_ || ended_by_injection_) {
    exit.how = RunExit::How::killed;
    exit.code = SIGKILL;
  } else if (timed_out_) {
    exit.how = RunExit::How::timed_out;
    exit.code = SIGKILL;
  } else if (WIFEXITED(status)) {
    exit.code = WEXITSTATUS(status);
  } else {
    exit.how = RunExit::How::signalled;
    exit.code = WTERMSIG(status);
  }
  return exit;
}

void SupervisedRun::abandon() {
  killing_ = true;
  if (first_pid_ > 0) ::kill(first_pid_, SIGKILL);
  kill_tree();
  kill_descendants();
}

}  // namespace crashproof
