// Asks for the time and for random bytes in every way that there is, and prints what it was told:
//   surroundings show | wait | random | bench COUNT
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

namespace {

using Nanoseconds = long long;
constexpr Nanoseconds second = 1'000'000'000;

// -1 where the parts are not as they have to be.
Nanoseconds joined(const timespec& time) {
  const bool good = time.tv_nsec >= 0 && time.tv_nsec < second;
  return good ? time.tv_sec * second + time.tv_nsec : -1;
}

Nanoseconds asked(int clock) {
  timespec time{};
  return clock_gettime(clock, &time) == 0 ? joined(time) : -1;
}

Nanoseconds asked_raw(int clock) {
  timespec time{};
  return syscall(SYS_clock_gettime, clock, &time) == 0 ? joined(time) : -1;
}

// Leaves the registers of further arguments as the library's function has left them.
Nanoseconds asked_bare() {
  timespec time{};
  timespec bare{};
  clock_gettime(CLOCK_REALTIME, &time);
  long result = SYS_clock_gettime;
  asm volatile("syscall" : "+a"(result) : "D"(CLOCK_REALTIME), "S"(&bare) : "rcx", "r11", "memory");
  return result == 0 ? joined(bare) : -1;
}

void show(const char* name, Nanoseconds value) {
  std::printf("%s %lld\n", name, value);
  std::fflush(stdout);
}

template <typename Call>
void show_by_timeval(const char* name, Call call) {
  timeval value{};
  struct timezone zone {};
  call(&value, &zone);
  show(name, joined({value.tv_sec, value.tv_usec * 1'000}));
}

void show_in_child(const char* name) {
  if (const pid_t pid = fork(); pid != 0) {
    waitpid(pid, nullptr, 0);
    return;
  }
  show(name, asked(CLOCK_REALTIME));
  std::_Exit(0);
}

int show_all() {
  show("wall", asked(CLOCK_REALTIME));
  show("wall coarse", asked(CLOCK_REALTIME_COARSE));
  show("wall tai", asked(CLOCK_TAI));
  show("wall raw", asked_raw(CLOCK_REALTIME));
  show("wall bare", asked_bare());
  show("wall raw coarse", asked_raw(CLOCK_REALTIME_COARSE));
  show_by_timeval("wall gettimeofday",
                  [](timeval* value, struct timezone* zone) { gettimeofday(value, zone); });
  show_by_timeval("wall raw gettimeofday", [](timeval* value, struct timezone* zone) {
    syscall(SYS_gettimeofday, value, zone);
  });
  time_t stored = 0;
  show("wall time", time(&stored) == stored ? stored * second : -1);
  show("wall raw time", syscall(SYS_time, &stored) == stored ? stored * second : -1);
  std::thread([] { show("wall thread", asked(CLOCK_REALTIME)); }).join();
  show_in_child("wall child");
  show("monotonic", asked(CLOCK_MONOTONIC));
  show("monotonic raw", asked_raw(CLOCK_MONOTONIC));
  show("boot", asked(CLOCK_BOOTTIME));
  show("unknown", asked(4711));
  return 0;
}

timespec in_the_future() {
  const Nanoseconds then = asked(CLOCK_REALTIME) + second / 10;
  return {static_cast<time_t>(then / second), static_cast<long>(then % second)};
}

// How long it took; a wait that fails or gives back another deadline takes no time.
template <typename Wait>
void measure(const char* name, Wait wait) {
  const timespec until = in_the_future();
  timespec argument = until;
  const Nanoseconds begun = asked_raw(CLOCK_MONOTONIC);
  const bool good = wait(argument) && joined(argument) == joined(until);
  show(name, good ? asked_raw(CLOCK_MONOTONIC) - begun : 0);
}

void ignore(int) {}

bool wait_for_timer(const timespec& until, int clock) {
  signal(SIGUSR1, ignore);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  struct sigevent event {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer{};
  struct itimerspec setting {};
  setting.it_value = until;
  int received = 0;
  return timer_create(clock, &event, &timer) == 0 &&
         timer_settime(timer, TIMER_ABSTIME, &setting, nullptr) == 0 &&
         sigwait(&blocked, &received) == 0;
}

bool wait_for_descriptor(const timespec& until, int clock) {
  const int fd = timerfd_create(clock, 0);
  struct itimerspec setting {};
  setting.it_value = until;
  std::uint64_t expirations = 0;
  return timerfd_settime(fd, TFD_TIMER_ABSTIME, &setting, nullptr) == 0 &&
         read(fd, &expirations, sizeof expirations) == sizeof expirations;
}

// An interrupting signal whose handler returns makes the wait begin anew.
bool wait_with_interruption(const timespec& until) {
  struct sigaction action {};
  action.sa_handler = ignore;
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR2, &action, nullptr);
  const pthread_t waiting = pthread_self();
  std::thread other([&] {
    usleep(20'000);
    pthread_kill(waiting, SIGUSR2);
  });
  sem_t semaphore;
  sem_init(&semaphore, 0, 0);
  int result = 0;
  do {
    result = sem_timedwait(&semaphore, &until);
  } while (result != 0 && errno == EINTR);
  const bool good = result != 0 && errno == ETIMEDOUT;
  other.join();
  return good;
}

// Of all registers, the kernel changes rax, rcx and r11 alone.
bool wait_keeping_registers(const timespec& until) {
  long result = SYS_clock_nanosleep;
  long clock = CLOCK_REALTIME;
  long flags = TIMER_ABSTIME;
  const timespec* wanted = &until;
  register long remaining asm("r10") = 0;
  asm volatile("syscall"
               : "+a"(result), "+D"(clock), "+S"(flags), "+d"(wanted), "+r"(remaining)
               :
               : "rcx", "r11", "memory");
  return result == 0 && clock == CLOCK_REALTIME && flags == TIMER_ABSTIME && wanted == &until &&
         remaining == 0;
}

int wait_all() {
  measure("registers", wait_keeping_registers);
  measure("clock_nanosleep", [](timespec& until) {
    return clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, nullptr) == 0;
  });
  measure("pthread_cond_timedwait", [](timespec& until) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&mutex);
    return pthread_cond_timedwait(&condition, &mutex, &until) == ETIMEDOUT;
  });
  measure("sem_timedwait interrupted", wait_with_interruption);
  measure("timerfd", [](timespec& until) { return wait_for_descriptor(until, CLOCK_REALTIME); });
  measure("timer", [](timespec& until) { return wait_for_timer(until, CLOCK_REALTIME); });
  measure("timerfd monotonic", [](timespec&) {
    const Nanoseconds then = asked(CLOCK_MONOTONIC) + second / 10;
    const timespec until{static_cast<time_t>(then / second), static_cast<long>(then % second)};
    return wait_for_descriptor(until, CLOCK_MONOTONIC);
  });
  return 0;
}

void show_bytes(const char* name, const void* bytes, std::size_t length) {
  std::printf("%s ", name);
  for (std::size_t n = 0; n < length; ++n) {
    std::printf("%02x", static_cast<const unsigned char*>(bytes)[n]);
  }
  std::printf("\n");
  std::fflush(stdout);
}

void show_getrandom(const char* name) {
  char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) == sizeof bytes) show_bytes(name, bytes, sizeof bytes);
}

// Two reads of one descriptor.
void show_device(const char* path) {
  char bytes[2][32] = {};
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  const bool is_closed_at_exec = (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
  const bool good = read(fd, bytes[0], sizeof bytes[0]) == sizeof bytes[0] &&
                    read(fd, bytes[1], sizeof bytes[1]) > 0 && is_closed_at_exec;
  if (good) show_bytes(path, bytes[0], sizeof bytes);
  close(fd);
}

int random_all() {
  show_bytes("AT_RANDOM", reinterpret_cast<const void*>(getauxval(AT_RANDOM)), 16);
  int variable = 0;
  std::printf("stack %p\n", static_cast<void*>(&variable));
  show_getrandom("getrandom");
  show_getrandom("getrandom");
  std::thread([] { show_getrandom("thread"); }).join();
  if (const pid_t pid = fork(); pid != 0) {
    waitpid(pid, nullptr, 0);
  } else {
    show_getrandom("child");
    show_device("/dev/urandom");
    std::_Exit(0);
  }
  show_device("/dev/urandom");
  show_device("/dev/urandom");
  show_device("/dev/random");
  show_device("/proc/sys/kernel/random/uuid");
  std::string many(1'000'000, '\0');
  const ssize_t count = getrandom(many.data(), many.size(), 0);
  show_bytes("many", many.data() + many.size() - 8, count == 1'000'000 ? 8 : 0);
  if (syscall(SYS_getrandom, 1, 8, 0) != -1 || errno != EFAULT) std::printf("no EFAULT\n");
  return 0;
}

template <typename Call>
void bench(const char* name, long count, Call call) {
  const Nanoseconds begun = asked_raw(CLOCK_MONOTONIC);
  for (long n = 0; n < count; ++n) call();
  std::printf(
      "%s %.3f\n", name,
      static_cast<double>(asked_raw(CLOCK_MONOTONIC) - begun) / 1'000 / static_cast<double>(count));
}

// Microseconds for each.
int bench_all(long count) {
  char byte = 0;
  bench("clock_gettime", count, [] { asked(CLOCK_REALTIME); });
  bench("gettimeofday", count, [] {
    timeval value{};
    gettimeofday(&value, nullptr);
  });
  bench("monotonic", count, [] { asked(CLOCK_MONOTONIC); });
  bench("raw clock_gettime", count, [] { asked_raw(CLOCK_REALTIME); });
  bench("raw monotonic", count, [] { asked_raw(CLOCK_MONOTONIC); });
  bench("getrandom", count, [&] { syscall(SYS_getrandom, &byte, 1, 0); });
  bench("open", count, [] { close(open("/dev/null", O_RDONLY)); });
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "show";
  if (what == "wait") return wait_all();
  if (what == "random") return random_all();
  if (what == "bench") return bench_all(argc > 2 ? std::atol(argv[2]) : 10'000);
  return show_all();
}
