// Each copy has a process of ours above it, which waits for it and ends what it leaves behind: so
// neither is taken for a leftover of the other.
#include "harness/trial/replica_run.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

#include "harness/record/file_descriptor.h"
#include "harness/trial/cell.h"

namespace crashproof {
namespace {

// One message: these, then the tail of the output. Both ends are the same program.
struct Header {
  RunExit exit;
  std::uint64_t leftover_processes = 0;
  bool failed = false;  // what follows is the text of an exception
};

std::string message_of(const Header& header, const std::string& text) {
  std::string message(sizeof header, '\0');
  std::memcpy(message.data(), &header, sizeof header);
  return message + text;
}

RunOutcome outcome_of(const std::string& message) {
  Header header;
  std::memcpy(&header, message.data(), sizeof header);
  std::string text = message.substr(sizeof header);
  if (header.failed) throw std::runtime_error(text);
  return {header.exit, std::move(text), header.leftover_processes};
}

[[noreturn]] void run_copy(const Launch& launch, double delay_seconds, const ResumeLimits& limits,
                           int to_parent_fd) {
  Header header;
  std::string text;
  try {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    become_subreaper();
    ::usleep(static_cast<useconds_t>(delay_seconds * 1e6));
    const RunOutcome outcome = run_to_end(launch, limits);
    header = {outcome.exit, outcome.leftover_processes, false};
    text = outcome.output_tail;
  } catch (const std::exception& error) {
    header.failed = true;
    text = error.what();
  }
  try {
    send_message(to_parent_fd, message_of(header, text));
  } catch (const std::system_error&) {
    ::_exit(1);
  }
  ::_exit(0);
}

class Copy {
 public:
  Copy(const Launch& launch, double delay_seconds, const ResumeLimits& limits) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot make a pipe");
    outcome_ = FileDescriptor(ends[0]);
    const FileDescriptor to_parent(ends[1]);
    pid_ = ::fork();
    if (pid_ < 0) fail("cannot fork");
    if (pid_ == 0) run_copy(launch, delay_seconds, limits, to_parent.get());
  }

  RunOutcome wait() {
    std::string message;
    if (!receive_message(outcome_.get(), message) || message.size() < sizeof(Header)) {
      throw std::runtime_error(cell_must_stop() ? "told to stop" : "a copy of the run was lost");
    }
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    return outcome_of(message);
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
  }

  FileDescriptor outcome_;
  pid_t pid_ = -1;
};

}  // namespace

TwoRuns run_two(const Launch& launch, double delay_seconds, const ResumeLimits& limits) {
  // Else each would see the other's descendants as nobody's.
  become_subreaper();
  try {
    Copy first(launch, 0, limits);
    Copy second(launch, delay_seconds, limits);
    TwoRuns both;
    both.first = first.wait();
    both.second = second.wait();
    return both;
  } catch (const std::exception&) {
    kill_descendants();
    throw;
  }
}

}  // namespace crashproof
