// The traced threads and processes of one run, and the stable roles by which Events name them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/record/tracee.h"

namespace crashproof {

class ProcessTree {
 public:
  // The first process; its role is "main".
  Tracee& add_first(pid_t pid);
  // A new thread or process that `parent` has started. The n-th child of "main" is "main/n"; its
  // own threads count from "+2", its first one being the process itself.
  Tracee& add_child(Tracee& parent, pid_t tid, bool is_thread);
  // An exec by thread `former` of the process: it goes on as the first thread, alone.
  Tracee& replace_by_exec(pid_t pid, pid_t former);
  // Null for a thread that is not known.
  Tracee* find(pid_t tid);
  // The thread of this role; null if there is none (any more).
  Tracee* find_thread(std::string_view role);
  // Some thread of the process of this role, or of the thread's process; null likewise.
  Tracee* find_process(std::string_view role);
  // All threads of a process.
  std::vector<Tracee*> threads_of(const Process& process);
  void remove(pid_t tid);

  bool empty() const { return tracees_.empty(); }
  // Ids of the processes that have a thread left.
  std::set<pid_t> processes() const;
  // How many of them have a thread that is not held.
  std::uint64_t unheld_processes() const;
  const std::shared_ptr<Process>& first() const { return first_; }
  std::uint64_t processes_seen() const { return processes_seen_; }
  std::uint64_t threads_seen() const { return threads_seen_; }

 private:
  Tracee& insert(pid_t tid, std::shared_ptr<Process> process, std::string role);

  std::unordered_map<pid_t, std::unique_ptr<Tracee>> tracees_;
  std::shared_ptr<Process> first_;
  std::uint64_t processes_seen_ = 0;
  std::uint64_t threads_seen_ = 0;
};

}  // namespace crashproof
