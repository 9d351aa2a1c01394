// A periodic timer: a single signal could come just before the wait and be lost.
#include "harness/record/ticker.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace crashproof {
namespace {

constexpr long kPeriodNanoseconds = 50'000'000;

void interrupt_only(int) {}

}  // namespace

Ticker::Ticker() {
  struct sigaction action {};
  action.sa_handler = &interrupt_only;  // without SA_RESTART: the wait returns
  ::sigaction(SIGALRM, &action, &before_);
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  ::pthread_sigmask(SIG_UNBLOCK, &alarm_only, &mask_before_);
  struct sigevent event {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGALRM;
  event._sigev_un._tid = static_cast<pid_t>(::syscall(SYS_gettid));
  if (::timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) {
    const int error = errno;
    ::sigaction(SIGALRM, &before_, nullptr);
    throw std::system_error(error, std::generic_category(), "cannot make a timer");
  }
  struct itimerspec period {};
  period.it_interval.tv_nsec = kPeriodNanoseconds;
  period.it_value.tv_nsec = kPeriodNanoseconds;
  ::timer_settime(timer_, 0, &period, nullptr);
}

Ticker::~Ticker() {
  ::timer_delete(timer_);
  ::sigaction(SIGALRM, &before_, nullptr);
  ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

PinnedThread::PinnedThread(int cpu) {
  if (cpu < 0 || ::sched_getaffinity(0, sizeof before_, &before_) != 0) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<unsigned>(cpu), &one);
  pinned_ = ::sched_setaffinity(0, sizeof one, &one) == 0;
}

PinnedThread::~PinnedThread() {
  if (pinned_) ::sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace crashproof
