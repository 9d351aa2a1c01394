// What keeps runs apart from each other and from the user's files, as far as this system allows.
#pragma once

#include <sys/mount.h>

#include <string>

namespace crashproof {

// What is read, by a run or by us, keeps its access time: else trials would differ from the
// recorded run in what a job can see.
constexpr unsigned long sandbox_mount_flags = MS_NOATIME;

struct Isolation {
  bool namespaces = false;      // private mounts and pids: the subject sees its usual paths
  bool user_namespace = false;  // they were had without privilege
  bool overlay = false;         // a trial's changes land in a layer of their own
  bool overlay_moves = false;   // that layer renames directories and keeps hard links
  int landlock = 0;             // version; below 2 writes are not confined
};

// Finds out by trying in a child process. `in_place` asks for no namespaces at all.
// `probe_directory` is an existing directory that may be mounted over in the child. Never throws
// for what is refused.
Isolation probe_isolation(bool in_place, const std::string& probe_directory);

// For reports: "mount and pid namespaces, overlay on tmpfs, 2 workers".
std::string describe(const Isolation& isolation, unsigned workers);
// "Landlock 7", or what is not confined.
std::string describe_confinement(const Isolation& isolation);

// Options for mounting an overlay of these layers (relative to the current directory).
std::string overlay_options(const Isolation& isolation, const std::string& lower,
                            const std::string& upper, const std::string& work);

// Turns the calling, freshly cloned process into one that may mount: maps its user if it is in a
// user namespace, makes mounts private, mounts a fresh /proc, and lets pids go on from last_pid:
// two runs that both began at 2 would agree on pids, and a resume could meet its own in a stale
// lock. Throws std::system_error.
void enter_namespaces(const Isolation& isolation, unsigned uid, unsigned gid, unsigned last_pid);

}  // namespace crashproof
