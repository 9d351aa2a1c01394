// Mirror below, one overlay a trial above it.
#include "harness/trial/overlay_sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <utility>

#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

constexpr const char* upper = "box/u";
constexpr const char* work = "box/w";

void mount_tmpfs(const std::string& path) {
  if (::mount("tmpfs", path.c_str(), "tmpfs", sandbox_mount_flags, "mode=0755") != 0) {
    throw_file_error("mount", path);
  }
}

void unmount(const std::string& path) {
  if (::umount2(path.c_str(), 0) != 0) ::umount2(path.c_str(), MNT_DETACH);
}

bool has_attribute(const std::string& path, const char* name) {
  for (const char* space : {"trusted.overlay.", "user.overlay."}) {
    if (::lgetxattr(path.c_str(), (std::string(space) + name).c_str(), nullptr, 0) > 0) return true;
  }
  return false;
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string below(const std::string& root, const std::string& path) {
  return path.empty() ? root : root + "/" + path;
}

void add_all_below(const std::string& root, const std::string& path,
                   std::set<std::string>& changed) {
  if (!is_directory(below(root, path))) return;
  for (const std::string& inner : list_tree(below(root, path))) changed.insert(path + "/" + inner);
}

// The other names of changed files: a change through one of them shows in the upper layer only
// there. Looks through the whole tree, but only if a file with several names was changed.
void add_other_names(const std::string& root, std::set<std::string>& changed) {
  std::set<ino_t> inodes;
  struct stat status {};
  for (const std::string& path : changed) {
    if (::lstat(below(root, path).c_str(), &status) == 0 && !S_ISDIR(status.st_mode) &&
        status.st_nlink > 1) {
      inodes.insert(status.st_ino);
    }
  }
  if (inodes.empty()) return;
  for (const std::string& path : list_tree(root)) {
    if (::lstat(below(root, path).c_str(), &status) == 0 && inodes.contains(status.st_ino)) {
      changed.insert(path);
    }
  }
}

}  // namespace

OverlaySandbox::OverlaySandbox(SandboxPlan plan, const Trace& trace) : plan_(std::move(plan)) {
  if (!plan_.on_disk) mount_tmpfs(plan_.scratch);
  if (::chdir(plan_.scratch.c_str()) != 0) throw_file_error("enter", plan_.scratch);
  for (const char* name : {"mirror", "box"}) {
    remove_tree(name);
    make_directory(name);
  }
  // A file system of its own: tmpfs numbers its inodes in order of creation, so mirrors that are
  // built alike agree on them, and what trials make must not disturb the count.
  if (!plan_.on_disk) mount_tmpfs("mirror");
  copy_tree(plan_.snapshot, "mirror");
  places_.emplace(plan_.isolation, plan_.private_places);
  mirror_.emplace(mirror_root_, trace, places_->mirrored());
}

OverlaySandbox::~OverlaySandbox() {
  if (mounted_) end();
}

void OverlaySandbox::roll_to(const CrashPoint& point) {
  mirror_->roll_to(point);
}

void OverlaySandbox::begin() {
  places_->prepare(mirror_->take_places_touched());
  mount_tmpfs("box");
  for (const char* name : {upper, work}) make_directory(name);
  struct stat status {};
  if (::lstat(mirror_root_.c_str(), &status) != 0) throw_file_error("read", mirror_root_);
  copy_attributes(mirror_root_, status, upper);
  const std::string options = overlay_options(plan_.isolation, mirror_root_, upper, work);
  if (::mount("overlay", plan_.workspace.c_str(), "overlay", sandbox_mount_flags,
              options.c_str()) != 0) {
    throw_file_error("mount an overlay on", plan_.workspace);
  }
  mounted_ = true;
}

void OverlaySandbox::begin_for_good() {
  places_->prepare(false);
  if (::mount(mirror_root_.c_str(), plan_.workspace.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    throw_file_error("mount over", plan_.workspace);
  }
}

void OverlaySandbox::end() {
  unmount(plan_.workspace);
  unmount("box");
  mounted_ = false;
}

std::set<std::string> OverlaySandbox::changed() {
  std::set<std::string> changed;
  collect("", changed);
  add_other_names(mirror_root_, changed);
  return changed;
}

void OverlaySandbox::collect(const std::string& path, std::set<std::string>& changed) const {
  const std::string directory = below(upper, path);
  std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), ::closedir);
  if (!stream) throw_file_error("read the directory", directory);
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    const std::string inner = path.empty() ? name : below(path, name);
    const std::string in_upper = below(upper, inner);
    changed.insert(inner);
    if (!is_directory(in_upper)) {
      // A whiteout or a file may hide a whole directory.
      add_all_below(mirror_root_, inner, changed);
    } else if (has_attribute(in_upper, "opaque") || has_attribute(in_upper, "redirect") ||
               !is_directory(below(mirror_root_, inner))) {
      add_all_below(mirror_root_, inner, changed);
      add_all_below(plan_.workspace, inner, changed);
    } else {
      collect(inner, changed);
    }
  }
}

}  // namespace crashproof
