// What is done to a run on purpose, at the positions that the Injector has found.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "harness/record/supervised_run.h"
#include "harness/record/tracing.h"

namespace crashproof {
namespace {

using Effect = Injection::Effect;

// A set of signals of a process' first thread: "SigBlk:" and the like in /proc/PID/status.
std::uint64_t signal_set(pid_t pid, const std::string& field) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::strtoull(line.c_str() + field.size(), nullptr, 16);
  }
  return 0;
}

bool contains(std::uint64_t set, int signal) {
  return (set >> (signal - 1) & 1) != 0;
}

// As the kernel chooses: the first thread, if it takes the signal. It would be passed over while
// it is stopped for us, so it is named then.
bool signal_process(const Process& process, int signal) {
  const bool first_takes_it = !contains(signal_set(process.pid, "SigBlk:"), signal);
  if (process.threads_alive > 1 && first_takes_it &&
      ::syscall(SYS_tgkill, process.pid, process.pid, signal) == 0) {
    return true;
  }
  return ::kill(process.pid, signal) == 0;
}

}  // namespace

void SupervisedRun::carry_out_due() {
  for (const DueInjection& due : injector_.take_due()) {
    if (!killing_) carry_out(due);
  }
}

void SupervisedRun::carry_out(const DueInjection& due) {
  const Injection& injection = injector_.injection(due.number);
  bool done = false;
  if (injection.effect == Effect::kill_process) {
    done = kill_process_of(injection.role.empty() ? due.role : injection.role);
  } else if (injection.effect == Effect::stall) {
    done = stall(injection, due.role);
  } else if (injection.effect == Effect::hand_over) {
    done = hand_over(due.role);
  } else if (injection.effect == Effect::signal) {
    done = send_signal(injection, due.again ? injection.second_signal : injection.signal);
  }
  if (done && !due.again) injector_.carried_out(due.number);
}

// True if the call is not to be run now.
bool SupervisedRun::carry_out_before(Tracee& tracee) {
  bool is_signalled = false;
  for (const DueInjection& due : injector_.take_due_before(tracee.call, tracee.role)) {
    carry_out(due);
    const Injection& injection = injector_.injection(due.number);
    is_signalled = is_signalled ||
                   (injection.effect == Effect::signal && is_target(injection, *tracee.process));
  }
  if (killing_) return true;
  if (injector_.kill_reached() || tracee.is_held() || tracee.process->killed) return true;
  if (!is_signalled) return false;
  enter_anew(tracee);
  run_on(tracee.tid);
  return true;
}

bool SupervisedRun::replace_call(Tracee& tracee) {
  const std::optional<std::int64_t> result = injector_.substitute(tracee.call, tracee.role);
  if (!result) return false;
  skip_call(tracee.tid, *result);
  carry_out_due();
  if (!injector_.kill_reached()) resume(tracee);
  return true;
}

void SupervisedRun::shorten(Tracee& tracee) {
  const std::uint64_t limit = injector_.limit_bytes(tracee.call);
  if (limit > 0 && shorten_call(tracee, limit)) injector_.note_shortened(tracee.call, limit);
}

bool SupervisedRun::kill_process_of(const std::string& role) {
  Tracee* const tracee = tree_.find_process(role);
  if (tracee == nullptr || ::kill(tracee->process->pid, SIGKILL) != 0) return false;
  tracee->process->killed = true;
  std::erase_if(queue_, [](const Tracee* queued) { return queued->process->killed; });
  if (tracee->process == tree_.first()) ended_by_injection_ = true;
  return true;
}

bool SupervisedRun::stall(const Injection& injection, const std::string& own_role) {
  const bool whole = !injection.role.empty() && injection.role.find('+') == std::string::npos;
  Tracee* const tracee =
      whole ? tree_.find_process(injection.role)
            : tree_.find_thread(injection.role.empty() ? own_role : injection.role);
  if (tracee == nullptr) return false;
  if (whole) {
    tracee->process->held = true;
    for (Tracee* thread : tree_.threads_of(*tracee->process)) hold(*thread);
  } else {
    hold(*tracee);
  }
  const Seconds limit(injection.stall_seconds);
  stalled_limit_ = stalled_limit_ ? std::min(*stalled_limit_, limit) : limit;
  last_event_ = Clock::now();
  return true;
}

// It stays in the stop in which it is, or in the next one that it comes to: at the entry of its
// next call at the latest, so that no further Event is its own.
void SupervisedRun::hold(Tracee& tracee) {
  tracee.held = true;
  std::erase(queue_, &tracee);
  if (tracee.state == Tracee::State::running) interrupt(tracee.tid);
  if (tracee.state == Tracee::State::queued) tracee.state = Tracee::State::running;
}

bool SupervisedRun::send_signal(const Injection& injection, int signal) {
  bool sent = false;
  if (injection.group) {
    // Once nobody of the group is left, its number may be a stranger's.
    const std::set<pid_t> pids = tree_.processes();
    const auto is_member = [this](pid_t pid) { return ::getpgid(pid) == first_pid_; };
    sent = std::any_of(pids.begin(), pids.end(), is_member) && ::kill(-first_pid_, signal) == 0;
  } else {
    sent = !first_status_ && signal_process(*tree_.first(), signal);
  }
  if (!sent) return false;
  const Clock::time_point now = Clock::now();
  if (!first_signal_) first_signal_ = now;
  const auto ends =
      now + std::chrono::duration_cast<Clock::duration>(Seconds(injection.grace_seconds));
  grace_ends_ = grace_ends_ ? std::min(*grace_ends_, ends) : ends;
  return true;
}

bool SupervisedRun::is_target(const Injection& injection, const Process& process) const {
  return injection.group ? ::getpgid(process.pid) == first_pid_ : process.pid == first_pid_;
}

void SupervisedRun::note_delivery(const Tracee& tracee, int signal) {
  if (tracee.process == tree_.first()) injector_.note_delivered(signal);
}

// A program that blocks a signal to fetch it itself never stops for its delivery.
void SupervisedRun::note_consumed_signals() {
  for (const int signal : injector_.awaited_signals()) {
    const std::uint64_t waiting =
        signal_set(first_pid_, "SigPnd:") | signal_set(first_pid_, "ShdPnd:");
    if (!contains(waiting, signal) && contains(signal_set(first_pid_, "SigBlk:"), signal)) {
      injector_.note_delivered(signal);
    }
  }
}

std::optional<double> SupervisedRun::stop_seconds() const {
  if (!first_signal_) return std::nullopt;
  const bool by_itself = first_status_ && !outlived_grace_;
  return Seconds((by_itself ? first_ended_ : Clock::now()) - *first_signal_).count();
}

void SupervisedRun::check_stalled(Clock::time_point now) {
  if (killing_ || !stalled_limit_) return;
  const bool alone = tree_.unheld_processes() == 0 && unclaimed_.empty();
  if (!alone && now - last_event_ <= *stalled_limit_) return;
  if (!first_status_) ended_by_injection_ = true;
  kill_tree();
}

void SupervisedRun::check_grace(Clock::time_point now) {
  if (killing_ || first_status_ || !grace_ends_ || now < *grace_ends_) return;
  outlived_grace_ = ended_by_injection_ = true;
  kill_tree();
}

}  // namespace crashproof
