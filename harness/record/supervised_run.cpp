// The loop: waits for stops of the tree's threads and lets one file call run at a time.
#include "harness/record/supervised_run.h"

#include <linux/audit.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "harness/record/tracing.h"

namespace crashproof {
namespace {

constexpr int kExitStop = SIGTRAP | 0x80;

std::string_view name_of_fork(std::uint64_t number) {
  switch (number) {
    case SYS_fork:
      return "fork";
    case SYS_vfork:
      return "vfork";
    case SYS_clone3:
      return "clone3";
    default:
      return "clone";
  }
}

bool is_stop_signal(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

std::string program_of(pid_t pid) {
  char text[4096];
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  const ssize_t length = ::readlink(link.c_str(), text, sizeof text);
  return length <= 0 ? "" : std::string(text, static_cast<std::size_t>(length));
}

}  // namespace

void SupervisedRun::start() {
  become_subreaper();
  begun_ = Clock::now();
  Launch armed = supervision_.launch;
  call_sites_.arm(armed);
  first_pid_ = launch(armed);
  int status = 0;
  while (::waitpid(first_pid_, &status, WUNTRACED) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  if (!WIFSTOPPED(status)) {
    throw std::system_error(WIFEXITED(status) ? WEXITSTATUS(status) : EINTR,
                            std::generic_category(),
                            "cannot start " + supervision_.launch.argv.front());
  }
  seize(first_pid_);
  tree_.add_first(first_pid_);
  ::kill(first_pid_, SIGCONT);
}

Supervised SupervisedRun::to_end() {
  start();
  wait_for_all();
  compare_mapped();
  Supervised result;
  result.killed = injector_.killed_at();
  result.happened = injector_.happened();
  result.outlived_grace = outlived_grace_;
  result.stop_seconds = stop_seconds();
  result.call_sites = call_sites_.take();
  log_.trace().exit = outcome();
  log_.trace().processes = tree_.processes_seen();
  log_.trace().threads = tree_.threads_seen();
  result.trace = log_.take();
  return result;
}

void SupervisedRun::wait_for_all() {
  for (;;) {
    int status = 0;
    const pid_t tid = ::waitpid(-1, &status, __WALL | __WNOTHREAD);
    if (tid < 0 && errno == ECHILD) return;
    if (tid < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "waitpid");
    }
    if (tid > 0) handle(tid, status);
    if (injector_.kill_reached() && !killing_) {
      killed_at_position_ = true;
      injector_.note_killed();
      kill_tree();
    }
    check_deadlines();
  }
}

void SupervisedRun::handle(pid_t tid, int status) {
  if (!WIFSTOPPED(status)) return on_gone(tid, status);
  const int event = status >> 16;
  if (killing_) return handle_while_killing(tid, event);
  Tracee* tracee = tree_.find(tid);
  if (tracee == nullptr) return handle_unknown(tid);
  handle_stop(*tracee, WSTOPSIG(status), event);
}

void SupervisedRun::handle_stop(Tracee& tracee, int signal, int event) {
  switch (event) {
    case PTRACE_EVENT_SECCOMP:
      return on_entry(tracee);
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
      return on_new_thread(tracee, false);
    case PTRACE_EVENT_CLONE:
      return on_new_thread(tracee, true);
    case PTRACE_EVENT_EXEC:
      return on_exec(tracee.tid);
    case PTRACE_EVENT_EXIT:
      return on_dying(tracee);
    case PTRACE_EVENT_STOP:
      if (is_stop_signal(signal) && !tracee.is_held()) return listen_in_group_stop(tracee.tid);
      return resume(tracee);
    default:
      if (signal == kExitStop) return on_exit_stop(tracee);
      note_delivery(tracee, signal);
      return resume(tracee, signal);
  }
}

void SupervisedRun::resume(const Tracee& tracee, int signal) {
  if (!tracee.is_held()) run_on(tracee.tid, signal);
}

// Its first stop may be reported before the event of the parent that says whose child it is.
void SupervisedRun::handle_unknown(pid_t tid) {
  unclaimed_.emplace(tid, Clock::now());
}

void SupervisedRun::on_entry(Tracee& tracee) {
  const std::optional<SyscallEntry> entry = syscall_entry(tracee.tid);
  if (!entry) return;  // it is dying
  if (answer_pinned(tracee, *entry)) return;
  const SyscallRow* row =
      entry->architecture == AUDIT_ARCH_X86_64 ? find_syscall(entry->number) : nullptr;
  if (row == nullptr) {
    log_.add_gap("system calls of another architecture (32-bit or x32 program)",
                 tracee.process->program);
    return resume(tracee);
  }
  if (tracee.is_held()) return;
  tracee.call = Call();
  tracee.call.row = row;
  tracee.call.arguments = entry->arguments;
  if (in_flight_ == nullptr) return begin(tracee);
  tracee.state = Tracee::State::queued;
  queue_.push_back(&tracee);
}

void SupervisedRun::begin(Tracee& tracee) {
  if (tracee.process->killed) return;
  tracee.state = Tracee::State::running;
  const Handling handling = decoder_.enter(tracee);
  if (handling == Handling::pass) return run_on(tracee.tid);
  if (handling == Handling::refuse) {
    skip_call(tracee.tid, -ENOSYS);
    return run_on(tracee.tid);
  }
  compare_mapped();
  if (injector_.kill_reached() || carry_out_before(tracee) || replace_call(tracee)) return;
  shorten(tracee);
  tracee.state = Tracee::State::in_call;
  if (handling == Handling::serialise) {
    in_flight_ = &tracee;
    in_flight_since_ = Clock::now();
  }
  run_to_exit_of_call(tracee.tid);
}

void SupervisedRun::begin_queued() {
  while (in_flight_ == nullptr && !queue_.empty() && !injector_.kill_reached()) {
    Tracee* next = queue_.front();
    queue_.pop_front();
    begin(*next);
  }
}

void SupervisedRun::finish(Tracee& tracee, std::int64_t result) {
  tracee.state = Tracee::State::running;
  const bool alone = in_flight_ == nullptr || in_flight_ == &tracee;
  if (in_flight_ != &tracee && alone) compare_mapped();
  note_consumed_signals();
  decoder_.leave(tracee, result);
  undo_shortening(tracee);
  if (result > 0) injector_.note_cut(tracee.call, tracee.role);
  if (in_flight_ == &tracee) in_flight_ = nullptr;
  carry_out_due();
}

void SupervisedRun::on_exit_stop(Tracee& tracee) {
  if (pinned_.leave(tracee) || tracee.state != Tracee::State::in_call) return resume(tracee);
  const std::optional<std::int64_t> result = syscall_result(tracee.tid);
  if (!result) return;  // it is dying: on_dying comes next
  finish(tracee, *result);
  const std::optional<int> status = call_sites_.look(log_.trace().events, tree_, &tracee);
  if (status) return handle(tracee.tid, *status);
  if (injector_.kill_reached()) return;
  resume(tracee);
  begin_queued();
}

void SupervisedRun::compare_mapped() {
  if (mapped_.empty() || in_flight_ != nullptr) return;
  mapped_.compare();
  mapped_.prune(tree_.processes());
  carry_out_due();
}

void SupervisedRun::record_plain(Tracee& tracee, EventKind kind, std::string_view call,
                                 std::string target, std::int64_t result) {
  compare_mapped();
  if (injector_.kill_reached()) return;
  Event event;
  event.kind = kind;
  event.process = tracee.role;
  event.call = call;
  event.target = std::move(target);
  event.result = result;
  log_.record(std::move(event));
  call_sites_.look(log_.trace().events, tree_, nullptr);
  carry_out_due();
}

void SupervisedRun::on_new_thread(Tracee& parent, bool may_be_thread) {
  const pid_t tid = event_message(parent.tid);
  const std::string task =
      "/proc/" + std::to_string(parent.process->pid) + "/task/" + std::to_string(tid);
  const bool is_thread = may_be_thread && ::access(task.c_str(), F_OK) == 0;
  Tracee& child = tree_.add_child(parent, tid, is_thread);
  if (may_be_thread && !is_thread) {
    child.process->shares_memory = parent.process->shares_memory = true;
  }
  record_plain(parent, EventKind::fork, name_of_fork(current_syscall(parent.tid)), child.role,
               is_thread ? 0 : 1);
  const bool waits = unclaimed_.erase(tid) > 0;
  if (injector_.kill_reached()) return;
  if (waits) resume(child);
  resume(parent);
}

void SupervisedRun::on_exec(pid_t pid) {
  const pid_t former = event_message(pid);
  // Whatever the threads that it replaces were doing has ended.
  for (const pid_t tid : {pid, former}) {
    if (Tracee* old = tree_.find(tid)) forget(*old);
  }
  Tracee& tracee = tree_.replace_by_exec(pid, former);
  tracee.process->program = program_of(pid);
  pin_program(tracee);
  if (!started_) injector_.begin(tracee.role);
  started_ = true;
  if (injector_.kill_reached()) return;
  record_plain(tracee, EventKind::exec, "execve",
               paths_.of_absolute(tracee.process->program).event_path, 0);
  if (!injector_.kill_reached()) resume(tracee);
  begin_queued();
}

}  // namespace crashproof
