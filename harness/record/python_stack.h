// The stack of a stopped thread of a Python program, written by the interpreter itself: a
// sitecustomize.py of ours has it answer a signal with a traceback (faulthandler, since
// Python 3.3).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "harness/record/file_descriptor.h"
#include "harness/record/launch.h"
#include "harness/record/stack_frame.h"

namespace crashproof {

// What a thread answered. If it has died, or is about to, `status` is that of waitpid, and the
// caller has to treat it as if it had waited itself; else the thread is stopped where it was, and
// goes on when it is continued.
struct PythonAnswer {
  std::optional<Stack> stack;  // empty: no Python code runs in this thread
  std::optional<int> status;
};

// For one run. Owns a directory with the files for it.
class PythonStacks {
 public:
  // Makes the directory below `parent` (absolute, existing), where the run can read it. Throws
  // std::runtime_error if that cannot be done.
  explicit PythonStacks(const std::string& parent);
  ~PythonStacks();
  PythonStacks(const PythonStacks&) = delete;
  PythonStacks& operator=(const PythonStacks&) = delete;

  // Before the launch: every Python of the run gets to know of it by PYTHONPATH.
  void arm(Launch& launch) const;
  // Asks a thread that is stopped at the exit of a system call, by ptrace of the calling thread.
  // No stack if its process is no Python, does not look at PYTHONPATH (-I, -E, -S), or is ending.
  PythonAnswer ask(pid_t pid, pid_t tid) const;

 private:
  bool listens(pid_t pid) const;

  std::string directory_;
  std::string report_;
  FileDescriptor report_fd_;
};

// Reads what faulthandler writes: `File "load.py", line 57 in main`, innermost first. Nothing if
// there is no traceback in it.
std::optional<Stack> parse_traceback(std::string_view text);

}  // namespace crashproof
