// A child process with namespaces of its own, in which runs happen. When it dies, however it dies,
// its mounts, its temporary files and every process of its runs are gone.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <string>

#include "harness/trial/isolation.h"

namespace crashproof {

// Owns the process and the parent's ends of two pipes.
class Cell {
 public:
  // Called in the child with its ends of the pipes; what it returns (0…125) is the exit status.
  // An exception ends the child with 126 after one line on stderr.
  using Body = std::function<int(int from_parent_fd, int to_parent_fd)>;

  // Must be called from a single-threaded process. Throws std::system_error if it cannot fork.
  Cell(const Isolation& isolation, const Body& body);
  ~Cell();  // kills and reaps it
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  int to_child_fd() const { return to_child_fd_; }
  int from_child_fd() const { return from_child_fd_; }
  pid_t pid() const { return pid_; }

  // Sends one message (any bytes). Throws std::system_error if the child is gone.
  void send(const std::string& message);
  // Waits for one message; false if the child ended instead.
  bool receive(std::string& message);
  // Waits until it ends: its exit status, or -1 if a signal ended it.
  int wait_for_exit();
  // Asks it to end (closes its input) and kills it if it has not within this time.
  void end(double grace_seconds);

 private:
  pid_t pid_ = -1;
  int to_child_fd_ = -1;
  int from_child_fd_ = -1;
  bool namespaces_ = false;
};

// Messages over a pipe: a 4-byte length, then the bytes.
void send_message(int fd, const std::string& message);
bool receive_message(int fd, std::string& message);

// Set in the child when its parent died or asked it to stop (in place only: a pid namespace is
// simply killed). Long waits look at it.
bool cell_must_stop();
// The same as a flag, for a Supervision.
const volatile std::sig_atomic_t* cell_stop_flag();
// True in a child whose parent died: nobody else is left to clean up.
bool cell_is_orphaned();

}  // namespace crashproof
