// The traced threads and processes of one run, and the stable roles by which Events name them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <set>
#include <unordered_map>

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
  void remove(pid_t tid);

  bool empty() const { return tracees_.empty(); }
  // Ids of the processes that have a thread left.
  std::set<pid_t> processes() const;
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
