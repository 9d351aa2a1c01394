// Starts a run through Boost.Process v2, whose child hook does all that is ours.
#include "harness/record/launch.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/posix/vfork_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "harness/record/confinement.h"
#include "harness/record/filter.h"
#include "harness/record/pin_filter.h"

namespace crashproof {
namespace {

namespace process = boost::process::v2;
using Pointers = std::vector<const char*>;

constexpr const char* kShell = "/bin/sh";
constexpr unsigned kCloseRangeCloexec = 1u << 2;

Pointers pointers_to(const std::vector<std::string>& texts) {
  Pointers pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void refuse(int error, const std::string& program) {
  throw std::system_error(error, std::generic_category(), "cannot start " + program);
}

std::string_view search_path(const Launch& launch) {
  constexpr std::string_view kName = "PATH=";
  for (const std::string& variable : launch.environment) {
    if (variable.starts_with(kName)) return std::string_view(variable).substr(kName.size());
  }
  return "/usr/local/bin:/usr/bin:/bin";
}

// 0 if it is a program that we may run, else the errno that says why not.
int program_error(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno;
  if (!S_ISREG(status.st_mode) || ::access(path.c_str(), X_OK) != 0) return EACCES;
  return 0;
}

std::string below(const std::string& directory, std::string_view path) {
  if (path.starts_with('/')) return std::string(path);
  return path.empty() ? directory : directory + "/" + std::string(path);
}

std::string find_program(const Launch& launch) {
  if (launch.argv.empty()) refuse(EINVAL, "an empty command");
  const std::string& name = launch.argv.front();
  if (name.find('/') != std::string::npos) {
    std::string path = below(launch.directory, name);
    if (const int error = program_error(path)) refuse(error, name);
    return path;
  }
  int worst = ENOENT;
  std::string_view rest = search_path(launch);
  for (bool more = !name.empty(); more;) {
    const std::size_t colon = rest.find(':');
    std::string path = below(launch.directory, rest.substr(0, colon)) + "/" + name;
    const int error = program_error(path);
    if (error == 0) return path;
    // Only a file that is there counts; directories that we may not search do not.
    if (error == EACCES && ::access(path.c_str(), F_OK) == 0) worst = EACCES;
    more = colon != std::string_view::npos;
    if (more) rest.remove_prefix(colon + 1);
  }
  refuse(worst, name);
}

// All that the child needs, made before the fork: after a vfork it may not even allocate.
struct Preparation {
  explicit Preparation(const Launch& wanted)
      : launch(wanted),
        program(find_program(wanted)),
        argv(pointers_to(wanted.argv)),
        environment(pointers_to(wanted.environment)),
        shell_argv(argv),
        null_device(::open("/dev/null", O_RDWR | O_CLOEXEC)),
        filter(wanted.traced && wanted.recorded ? recording_filter(wanted.traced_opens)
                                                : free_run_filter()),
        pin_filter(crashproof::pin_filter(wanted.traced ? wanted.pins : Pins())),
        parent(::getpid()) {
    if (!null_device) refuse(errno, program + " without /dev/null");
    if (!wanted.writable.empty()) ruleset = build_confinement(wanted.writable);
    // A script without #! is run by the shell, as a shell's own execvp does.
    shell_argv.front() = program.c_str();
    shell_argv.insert(shell_argv.begin(), kShell);
  }

  const Launch& launch;
  std::string program;
  Pointers argv;
  Pointers environment;
  Pointers shell_argv;
  FileDescriptor null_device;
  FileDescriptor ruleset;
  const std::vector<sock_filter>& filter;
  const std::vector<sock_filter>& pin_filter;  // may be empty
  pid_t parent;
};

// The steps of the child; each returns false with errno set on failure.
class ChildHook {
 public:
  explicit ChildHook(const Preparation& preparation) : preparation_(preparation) {}

  template <typename Launcher, typename Executable, typename Arguments>
  process::error_code on_exec_setup(Launcher&, const Executable&, Arguments&) {
    if (reset_signals() && join_group() && enter_place() && connect_descriptors() &&
        take_terminal() && confine() && close_descriptors() && wait_for_tracer() &&
        install_filters()) {
      execute();
    }
    error_ = errno;
    return process::error_code(error_, process::system_category());
  }

  // Boost would call exit(), which runs the parent's exit handlers. The status is the errno: a
  // tracer has no other way to learn why the program did not start.
  template <typename... Arguments>
  void on_exec_error(Arguments&&...) {
    ::_exit(error_);
  }

 private:
  bool reset_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    return ::sigprocmask(SIG_SETMASK, &none, nullptr) == 0;
  }

  bool join_group() {
    if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return false;
    // The parent may have died before it was asked for.
    if (::getppid() != preparation_.parent) ::_exit(ESRCH);
    return true;
  }

  bool enter_place() {
    const Launch& launch = preparation_.launch;
    if (!launch.directory.empty() && ::chdir(launch.directory.c_str()) != 0) return false;
    if (launch.only_cpu < 0) return true;
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(static_cast<unsigned>(launch.only_cpu), &cpus);
    return ::sched_setaffinity(0, sizeof cpus, &cpus) == 0;
  }

  bool connect_descriptors() {
    const int null_fd = preparation_.null_device.get();
    const auto wanted = [&](int fd) { return fd < 0 ? null_fd : fd; };
    // Copies out of the way first, since a source may be one of the three destinations.
    const int output = ::fcntl(wanted(preparation_.launch.stdout_fd), F_DUPFD_CLOEXEC, 3);
    const int errors = ::fcntl(wanted(preparation_.launch.stderr_fd), F_DUPFD_CLOEXEC, 3);
    const int input = ::fcntl(wanted(preparation_.launch.stdin_fd), F_DUPFD_CLOEXEC, 3);
    return output >= 0 && errors >= 0 && input >= 0 && ::dup2(input, STDIN_FILENO) >= 0 &&
           ::dup2(output, STDOUT_FILENO) >= 0 && ::dup2(errors, STDERR_FILENO) >= 0;
  }

  // From the background that needs SIGTTOU to be ignored, or the child would stop.
  bool take_terminal() {
    if (!preparation_.launch.foreground || ::isatty(STDIN_FILENO) == 0) return true;
    ::signal(SIGTTOU, SIG_IGN);
    const bool taken = ::tcsetpgrp(STDIN_FILENO, ::getpid()) == 0;
    ::signal(SIGTTOU, SIG_DFL);
    return taken;
  }

  bool confine() {
    // Where there is no Yama it is not needed, and fails.
    if (preparation_.launch.debuggable) ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    return !preparation_.ruleset || enter_confinement(preparation_.ruleset.get());
  }

  // For a tracer the descriptors are closed at once: the parent waits for the end of a pipe of
  // Boost's, and has to go on to be able to trace.
  bool close_descriptors() {
    const unsigned flags = preparation_.launch.traced ? 0 : kCloseRangeCloexec;
    return ::syscall(SYS_close_range, 3u, ~0u, flags) == 0;
  }

  // Before the filter is there: a call that it traps would fail without a tracer.
  bool wait_for_tracer() { return !preparation_.launch.traced || ::raise(SIGSTOP) == 0; }

  bool install_filters() {
    const std::vector<sock_filter>& pins = preparation_.pin_filter;
    return (pins.empty() || install_filter(pins)) && install_filter(preparation_.filter);
  }

  // Some containers refuse it: the tracer tells then.
  void fix_addresses() {
    constexpr unsigned long kAsk = 0xffffffff;
    const int now = ::personality(kAsk);
    if (now >= 0) ::personality(static_cast<unsigned long>(now) | ADDR_NO_RANDOMIZE);
  }

  void execute() {
    if (preparation_.launch.traced && preparation_.launch.pins.random_seed) fix_addresses();
    const auto mutable_list = [](const Pointers& list) {
      return const_cast<char* const*>(list.data());
    };
    char* const* environment = mutable_list(preparation_.environment);
    ::execve(preparation_.program.c_str(), mutable_list(preparation_.argv), environment);
    if (errno == ENOEXEC) ::execve(kShell, mutable_list(preparation_.shell_argv), environment);
  }

  const Preparation& preparation_;
  int error_ = 0;
};

// While a vforked child borrows our memory, no handler of ours may run in it.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

template <typename Launcher>
pid_t start(Preparation& preparation) {
  // A context of its own: notify_fork in a vforked child would spoil the reactor of a used one.
  boost::asio::io_context context(1);
  Launcher launcher;
  launcher.env = preparation.environment.data();
  const char** argv = preparation.argv.data();
  process::error_code error;
  SignalsBlocked blocked;
  auto child =
      launcher(context.get_executor(), error, preparation.program, argv, ChildHook(preparation));
  if (!error) {
    const pid_t pid = child.id();
    child.detach();
    return pid;
  }
  if (launcher.pid > 0) ::waitpid(launcher.pid, nullptr, 0);
  refuse(error.value(), preparation.launch.argv.front());
}

}  // namespace

pid_t launch(const Launch& launch) {
  Preparation preparation(launch);
  // A traced child has to wait while we go on; any other may borrow our memory until it execs,
  // which is much cheaper than copying the page tables of a large process.
  if (launch.traced) return start<process::posix::default_launcher>(preparation);
  return start<process::posix::vfork_launcher>(preparation);
}

}  // namespace crashproof
