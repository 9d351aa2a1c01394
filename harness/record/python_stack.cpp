// One signal, one traceback in a file. The interpreter's calls on the way are not Events: they are
// let pass here and never reach the decoder.
#include "harness/record/python_stack.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "harness/record/tracing.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

// One that nobody else uses; the last one belongs to Valgrind.
int report_signal() {
  return SIGRTMAX - 1;
}

// Steps aside for the user's own sitecustomize. The report exists already: opening it is no Event.
constexpr std::string_view kSiteCustomize = R"(import os
import sys

try:
    import faulthandler
    faulthandler.register({signal}, file=os.open({report}, os.O_WRONLY | os.O_APPEND),
                          all_threads=False, chain=False)
except Exception:
    pass

_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [_each for _each in sys.path if os.path.abspath(_each or ".") != _here]
_ours = sys.modules.pop("sitecustomize", None)
try:
    import sitecustomize
except ImportError as _error:
    if getattr(_error, "name", "sitecustomize") != "sitecustomize":
        raise
finally:
    if _ours is not None:
        sys.modules.setdefault("sitecustomize", _ours)
)";

// A Python literal of any bytes that a path may hold.
std::string python_bytes(const std::string& path) {
  std::string literal = "b\"";
  for (const char c : path) literal += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return literal + "\"";
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

bool catches(pid_t pid, int signal) {
  constexpr std::string_view kField = "SigCgt:";
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(kField)) continue;
    return (std::strtoull(line.c_str() + kField.size(), nullptr, 16) >> (signal - 1) & 1) != 0;
  }
  return false;
}

int wait_for(pid_t tid) {
  int status = 0;
  while (::waitpid(tid, &status, __WALL) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return status;
}

// All other signals of a thread wait, or their handlers would run within ours.
class SignalsHeld {
 public:
  SignalsHeld(pid_t tid, int wanted) : tid_(tid) {
    ::ptrace(PTRACE_GETSIGMASK, tid, sizeof before_, &before_);
    const std::uint64_t all_others = ~(1ULL << (wanted - 1));
    ::ptrace(PTRACE_SETSIGMASK, tid, sizeof all_others, &all_others);
  }
  ~SignalsHeld() { ::ptrace(PTRACE_SETSIGMASK, tid_, sizeof before_, &before_); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  pid_t tid_;
  std::uint64_t before_ = 0;  // the kernel's form of a set
};

// Runs it through the handler of the signal that it has been sent, until it is back in the program.
// A status if it dies on the way.
std::optional<int> run_handler(pid_t tid, int signal) {
  constexpr int kCallStop = SIGTRAP | 0x80;
  const SignalsHeld held(tid, signal);
  bool returns = false;
  run_on(tid);
  for (;;) {
    const int status = wait_for(tid);
    const int event = status >> 16;
    if (!WIFSTOPPED(status) || event == PTRACE_EVENT_EXIT) return status;
    const bool at_call = event == 0 && WSTOPSIG(status) == kCallStop;
    if (at_call && returns) return std::nullopt;
    returns = at_call && is_entering(tid, SYS_rt_sigreturn);
    run_to_exit_of_call(tid, event == 0 && !at_call ? WSTOPSIG(status) : 0);
  }
}

std::string read_all(int fd) {
  std::string text;
  char part[4096];
  for (;;) {
    const ssize_t count = ::pread(fd, part, sizeof part, static_cast<off_t>(text.size()));
    if (count <= 0) return text;
    text.append(part, static_cast<std::size_t>(count));
  }
}

}  // namespace

PythonStacks::PythonStacks(const std::string& parent) {
  directory_ = parent + "/.crashproof-python-XXXXXX";
  if (::mkdtemp(directory_.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "cannot make a directory in " + parent);
  }
  report_ = directory_ + "/report";
  report_fd_ = FileDescriptor(::open(report_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!report_fd_)
    throw std::system_error(errno, std::generic_category(), "cannot make " + report_);
  write_text(directory_ + "/sitecustomize.py",
             fmt::format(kSiteCustomize, fmt::arg("signal", report_signal()),
                         fmt::arg("report", python_bytes(report_))));
  // A file in its place keeps the run from writing bytecode.
  write_text(directory_ + "/__pycache__", "");
}

PythonStacks::~PythonStacks() {
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void PythonStacks::arm(Launch& launch) const {
  constexpr std::string_view kName = "PYTHONPATH=";
  const auto present =
      std::find_if(launch.environment.begin(), launch.environment.end(),
                   [&](const std::string& each) { return each.starts_with(kName); });
  if (present == launch.environment.end()) {
    launch.environment.push_back(std::string(kName) + directory_);
  } else {
    present->insert(kName.size(), present->size() == kName.size() ? directory_ : directory_ + ":");
  }
  if (!launch.writable.empty()) launch.writable.push_back(report_);
}

// It has the report open and catches the signal: others that catch it have not registered with us.
bool PythonStacks::listens(pid_t pid) const {
  const std::string process = fmt::format("/proc/{}", pid);
  if (!catches(pid, report_signal())) return false;
  struct stat report {};
  if (::fstat(report_fd_.get(), &report) != 0) return false;
  std::error_code ended;
  fs::directory_iterator entry(process + "/fd", ended);
  for (; !ended && entry != fs::directory_iterator(); entry.increment(ended)) {
    struct stat status {};
    if (::stat(entry->path().c_str(), &status) == 0 && status.st_dev == report.st_dev &&
        status.st_ino == report.st_ino) {
      return true;
    }
  }
  return false;
}

PythonAnswer PythonStacks::ask(pid_t pid, pid_t tid) const {
  PythonAnswer answer;
  if (!listens(pid) || ::ftruncate(report_fd_.get(), 0) != 0 ||
      ::syscall(SYS_tgkill, pid, tid, report_signal()) != 0) {
    return answer;
  }
  answer.status = run_handler(tid, report_signal());
  answer.stack = parse_traceback(read_all(report_fd_.get()));
  return answer;
}

std::optional<Stack> parse_traceback(std::string_view text) {
  constexpr std::string_view kFile = "  File \"";
  constexpr std::string_view kLine = "\", line ";
  constexpr std::string_view kFunction = " in ";
  if (text.find("(most recent call first)") == std::string_view::npos) return std::nullopt;
  Stack stack;
  while (!text.empty()) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), row.size() + 1));
    const std::size_t line = row.rfind(kLine);
    if (!row.starts_with(kFile) || line == std::string_view::npos || line < kFile.size()) continue;
    StackFrame& frame = stack.emplace_back();
    frame.file = row.substr(kFile.size(), line - kFile.size());
    const std::string_view rest = row.substr(line + kLine.size());
    std::from_chars(rest.data(), rest.data() + rest.size(), frame.line);
    const std::size_t function = rest.find(kFunction);
    if (function != std::string_view::npos)
      frame.function = rest.substr(function + kFunction.size());
  }
  return stack;
}

}  // namespace crashproof
