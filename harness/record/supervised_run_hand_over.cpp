// Lets go of a running tree so that a debugger finds it stopped where we had stopped it.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "harness/record/supervised_run.h"
#include "harness/record/tracing.h"

namespace crashproof {
namespace {

constexpr std::chrono::duration<double> kLongestStop{5.0};
constexpr useconds_t kPauseMicroseconds = 1000;

}  // namespace

bool SupervisedRun::hand_over(const std::string& role) {
  Tracee* const chosen = tree_.find_thread(role);
  if (chosen == nullptr) return false;
  const pid_t pid = chosen->process->pid;
  queue_.push_back(chosen);
  killing_ = ended_by_injection_ = true;
  let_go_stopped();
  supervision_.hand_over(pid);
  kill_descendants();
  return true;
}

// A thread that is let go at the entry of a call makes it first and stops then, so it is put back
// in front of the call.
void SupervisedRun::undo_entry(Tracee& tracee) {
  enter_anew(tracee);
  tracee.state = Tracee::State::running;
  run_on(tracee.tid);
}

void SupervisedRun::let_go_stopped() {
  std::set<pid_t> waiting;
  for (const pid_t pid : tree_.processes()) {
    ::kill(pid, SIGSTOP);
    const Tracee* leader = tree_.find(pid);
    if (leader == nullptr) continue;
    for (const Tracee* thread : tree_.threads_of(*leader->process)) waiting.insert(thread->tid);
  }
  for (Tracee* tracee : queue_) undo_entry(*tracee);
  queue_.clear();
  for (const auto& [tid, since] : unclaimed_) {
    ::kill(tid, SIGSTOP);
    waiting.insert(tid);
    run_on(tid);
  }
  const Clock::time_point start = Clock::now();
  while (!waiting.empty()) {
    int status = 0;
    const pid_t tid = ::waitpid(-1, &status, __WALL | __WNOTHREAD | WNOHANG);
    if (tid > 0) on_stop_to_let_go(tid, status, waiting);
    if (tid < 0 && errno != EINTR) return;
    if (tid == 0) ::usleep(kPauseMicroseconds);
    if (Clock::now() - start > kLongestStop)
      throw std::runtime_error("the job could not be stopped: one of its threads does not react");
  }
}

void SupervisedRun::on_stop_to_let_go(pid_t tid, int status, std::set<pid_t>& waiting) {
  if (!WIFSTOPPED(status)) {
    waiting.erase(tid);
    if (tid == first_pid_) first_status_ = status;
    return;
  }
  // A child that has just come to be has not been told to stop yet.
  if (tree_.find(tid) == nullptr && waiting.insert(tid).second) ::kill(tid, SIGSTOP);
  const int event = status >> 16;
  const int signal = WSTOPSIG(status);
  if (event == PTRACE_EVENT_STOP && signal == SIGSTOP) {
    ::ptrace(PTRACE_DETACH, tid, 0, 0);
    waiting.erase(tid);
  } else if (event == PTRACE_EVENT_SECCOMP) {
    Tracee* const tracee = tree_.find(tid);
    const std::optional<SyscallEntry> entry = syscall_entry(tid);
    const SyscallRow* row = entry ? find_syscall(entry->number) : nullptr;
    if (tracee == nullptr || row == nullptr) return run_on(tid);
    tracee->call.row = row;
    undo_entry(*tracee);
  } else {
    const bool is_delivery = event == 0 && signal != (SIGTRAP | 0x80);
    run_on(tid, is_delivery ? signal : 0);
  }
}

}  // namespace crashproof
