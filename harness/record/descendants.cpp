// Ends and reaps whatever a run left behind.
#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <set>
#include <system_error>

#include "harness/record/launch.h"
#include "harness/record/proc_stat.h"

namespace crashproof {
namespace {

std::map<pid_t, pid_t> parents_of_all() {
  std::map<pid_t, pid_t> parents;
  DIR* directory = ::opendir("/proc");
  if (directory == nullptr) return parents;
  while (const dirent* entry = ::readdir(directory)) {
    pid_t pid = 0;
    const char* end = entry->d_name + std::strlen(entry->d_name);
    if (std::from_chars(entry->d_name, end, pid).ptr != end) continue;
    if (const auto stat = read_proc_stat(pid)) parents[pid] = stat->parent;
  }
  ::closedir(directory);
  return parents;
}

bool descends_from(const std::map<pid_t, pid_t>& parents, pid_t pid, pid_t ancestor) {
  for (auto found = parents.find(pid); found != parents.end();
       found = parents.find(found->second)) {
    if (found->second == ancestor) return true;
    if (found->second <= 1) return false;
  }
  return false;
}

void kill_all_descendants(std::set<pid_t>& killed) {
  const pid_t self = ::getpid();
  const std::map<pid_t, pid_t> parents = parents_of_all();
  for (const auto& [pid, parent] : parents) {
    if (descends_from(parents, pid, self) && ::kill(pid, SIGKILL) == 0) killed.insert(pid);
  }
}

}  // namespace

void become_subreaper() {
  if (::getpid() == 1) return;  // orphans come to it anyway
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot adopt orphaned processes");
  }
}

unsigned kill_descendants() {
  const bool owns_namespace = ::getpid() == 1;
  std::set<pid_t> killed;
  unsigned reaped = 0;
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG | __WALL);
    if (pid > 0) {
      // One that was already dead had nothing left to be killed.
      if (owns_namespace && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ++reaped;
      continue;
    }
    if (pid < 0 && errno == ECHILD) break;
    if (owns_namespace) {
      ::kill(-1, SIGKILL);
    } else {
      kill_all_descendants(killed);
    }
    // Waits for one to die, without taking its status away from the loop above.
    siginfo_t info{};
    ::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT | __WALL);
  }
  return owns_namespace ? reaped : static_cast<unsigned>(killed.size());
}

}  // namespace crashproof
