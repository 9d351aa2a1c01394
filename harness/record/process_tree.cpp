// Keeps the threads by id and gives them roles in the order in which they appear.
#include "harness/record/process_tree.h"

#include <string>
#include <utility>

namespace crashproof {

Tracee& ProcessTree::insert(pid_t tid, std::shared_ptr<Process> process, std::string role) {
  auto tracee = std::make_unique<Tracee>();
  tracee->tid = tid;
  tracee->process = std::move(process);
  tracee->role = std::move(role);
  ++tracee->process->threads_alive;
  return *(tracees_[tid] = std::move(tracee));
}

Tracee& ProcessTree::add_first(pid_t pid) {
  first_ = std::make_shared<Process>();
  first_->pid = pid;
  first_->role = "main";
  ++processes_seen_;
  return insert(pid, first_, first_->role);
}

Tracee& ProcessTree::add_child(Tracee& parent, pid_t tid, bool is_thread) {
  const std::shared_ptr<Process> origin = parent.process;
  if (is_thread) {
    ++threads_seen_;
    const std::uint64_t number = ++origin->threads_started;
    return insert(tid, origin, origin->role + "+" + std::to_string(number));
  }
  ++processes_seen_;
  auto process = std::make_shared<Process>();
  process->pid = tid;
  process->role = origin->role + "/" + std::to_string(++origin->children_started);
  process->program = origin->program;
  return insert(tid, process, process->role);
}

Tracee& ProcessTree::replace_by_exec(pid_t pid, pid_t former) {
  const std::shared_ptr<Process> process =
      find(pid) != nullptr ? find(pid)->process : find(former)->process;
  if (former != pid) remove(former);
  remove(pid);
  process->shares_memory = false;
  return insert(pid, process, process->role);
}

Tracee* ProcessTree::find(pid_t tid) {
  const auto found = tracees_.find(tid);
  return found == tracees_.end() ? nullptr : found->second.get();
}

Tracee* ProcessTree::find_thread(std::string_view role) {
  for (const auto& [tid, tracee] : tracees_) {
    if (tracee->role == role) return tracee.get();
  }
  return nullptr;
}

Tracee* ProcessTree::find_process(std::string_view role) {
  const std::string_view process = role.substr(0, role.find('+'));
  for (const auto& [tid, tracee] : tracees_) {
    if (tracee->process->role == process) return tracee.get();
  }
  return nullptr;
}

std::vector<Tracee*> ProcessTree::threads_of(const Process& process) {
  std::vector<Tracee*> threads;
  for (const auto& [tid, tracee] : tracees_) {
    if (tracee->process.get() == &process) threads.push_back(tracee.get());
  }
  return threads;
}

std::uint64_t ProcessTree::unheld_processes() const {
  std::set<pid_t> pids;
  for (const auto& [tid, tracee] : tracees_) {
    if (!tracee->is_held()) pids.insert(tracee->process->pid);
  }
  return pids.size();
}

void ProcessTree::remove(pid_t tid) {
  const auto found = tracees_.find(tid);
  if (found == tracees_.end()) return;
  --found->second->process->threads_alive;
  tracees_.erase(found);
}

std::set<pid_t> ProcessTree::processes() const {
  std::set<pid_t> pids;
  for (const auto& [tid, tracee] : tracees_) pids.insert(tracee->process->pid);
  return pids;
}

}  // namespace crashproof
