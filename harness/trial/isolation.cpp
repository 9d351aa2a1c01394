// Tries namespaces, overlays and Landlock, and says what came of it.
#include "harness/trial/isolation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <system_error>

#include "harness/record/launch.h"
#include "harness/trial/cell.h"
#include "harness/trial/file_error.h"

namespace crashproof {
namespace {

void write_file(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) throw_file_error("open", path);
  const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  if (!whole) throw_file_error("write", path);
}

bool mounts_overlay(const Isolation& isolation) {
  const std::string options = overlay_options(isolation, "l", "u", "w");
  return ::mount("overlay", "x", "overlay", 0, options.c_str()) == 0;
}

// An overlay that cannot rename a directory of its lower layer, or that breaks hard links when it
// copies a file up, would show the subject a file system that it never runs on.
bool moves_like_a_file_system() {
  if (::rename("x/d", "x/e") != 0) return false;
  write_file("x/a", "longer");
  struct stat a {};
  struct stat b {};
  return ::stat("x/a", &a) == 0 && ::stat("x/b", &b) == 0 && a.st_ino == b.st_ino && b.st_size == 6;
}

bool replaces_directories() {
  return ::rmdir("x/f") == 0 && ::mkdir("x/f", 0700) == 0;
}

enum ProbeResult : int { refused = 0, namespaces_only = 1, plain_overlay = 2, full_overlay = 3 };

ProbeResult try_in_child(const Isolation& isolation, const std::string& directory) {
  if (::mount("tmpfs", directory.c_str(), "tmpfs", 0, nullptr) != 0) return refused;
  if (::chdir(directory.c_str()) != 0) return refused;
  for (const char* name : {"l", "u", "w", "x", "l/d", "l/f"}) {
    if (::mkdir(name, 0700) != 0) return namespaces_only;
  }
  write_file("l/a", "short");
  if (::link("l/a", "l/b") != 0) return namespaces_only;
  if (!mounts_overlay(isolation) || !replaces_directories()) return namespaces_only;
  return moves_like_a_file_system() ? full_overlay : plain_overlay;
}

ProbeResult probe_with(const Isolation& isolation, const std::string& directory) {
  try {
    Cell cell(isolation,
              [&](int, int) { return static_cast<int>(try_in_child(isolation, directory)); });
    return static_cast<ProbeResult>(std::max(0, cell.wait_for_exit()));
  } catch (const std::system_error&) {
    return refused;
  }
}

}  // namespace

std::string overlay_options(const Isolation& isolation, const std::string& lower,
                            const std::string& upper, const std::string& work) {
  // Without privilege only user.* attributes are to be had, and redirects are refused.
  return fmt::format("lowerdir={},upperdir={},workdir={},xino=off,{}", lower, upper, work,
                     isolation.user_namespace ? "userxattr" : "redirect_dir=on,index=on");
}

Isolation probe_isolation(bool in_place, const std::string& probe_directory) {
  Isolation isolation;
  isolation.landlock = landlock_version();
  if (in_place) return isolation;
  isolation.namespaces = true;
  isolation.user_namespace = ::geteuid() != 0;
  const ProbeResult result = probe_with(isolation, probe_directory);
  isolation.namespaces = result >= namespaces_only;
  isolation.user_namespace = isolation.user_namespace && isolation.namespaces;
  isolation.overlay = result >= plain_overlay;
  isolation.overlay_moves = result >= full_overlay;
  return isolation;
}

std::string describe(const Isolation& isolation, unsigned workers) {
  if (!isolation.namespaces) return "in place: one sandbox directory, one worker";
  return fmt::format("private mounts and pids{}, {}, {} worker{}",
                     isolation.user_namespace ? " in a user namespace" : "",
                     isolation.overlay ? "overlays on tmpfs" : "copies on tmpfs", workers,
                     workers == 1 ? "" : "s");
}

std::string describe_confinement(const Isolation& isolation) {
  if (isolation.landlock >= 2) return fmt::format("Landlock {}", isolation.landlock);
  return "none: this kernel has no Landlock 2, so writes outside the workspace are not refused";
}

void enter_namespaces(const Isolation& isolation, unsigned uid, unsigned gid, unsigned last_pid) {
  if (!isolation.namespaces) return;
  if (isolation.user_namespace) {
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", fmt::format("{0} {0} 1", uid));
    write_file("/proc/self/gid_map", fmt::format("{0} {0} 1", gid));
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    throw_file_error("make private the mounts below", "/");
  }
  if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    throw_file_error("mount", "/proc");
  }
  write_file("/proc/sys/kernel/ns_last_pid", fmt::format("{}", last_pid));
}

}  // namespace crashproof
