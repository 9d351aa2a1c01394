// Mirror and copy side by side; after a trial the copy is compared and mended, file by file.
#include "harness/trial/copy_sandbox.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "harness/trial/cell.h"
#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

constexpr const char* temporary_state = "tmp-state";  // TMPDIR as it is at the present point

void make_missing_directory(const std::string& path) {
  struct stat status {};
  const bool there = ::lstat(path.c_str(), &status) == 0;
  if (!there) make_directory(path);
}

std::string below(const std::string& root, const std::string& path) {
  return path.empty() ? root : root + "/" + path;
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::int64_t ns_of(const timespec& time) {
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

// Whether names that belong to one file in one tree do so in the other, too.
class LinkPairs {
 public:
  // Both are there.
  bool agree(const std::string& in_copy, const std::string& in_mirror) {
    struct stat copy {};
    struct stat mirror {};
    ::lstat(in_copy.c_str(), &copy);
    ::lstat(in_mirror.c_str(), &mirror);
    const ino_t of_copy = mirror_of_.emplace(copy.st_ino, mirror.st_ino).first->second;
    const ino_t of_mirror = copy_of_.emplace(mirror.st_ino, copy.st_ino).first->second;
    return of_copy == mirror.st_ino && of_mirror == copy.st_ino;
  }

 private:
  std::map<ino_t, ino_t> mirror_of_;
  std::map<ino_t, ino_t> copy_of_;
};

}  // namespace

CopySandbox::CopySandbox(SandboxPlan plan, const Trace& trace) : plan_(std::move(plan)) {
  const bool namespaces = plan_.isolation.namespaces;
  if (namespaces && !plan_.on_disk &&
      ::mount("tmpfs", plan_.scratch.c_str(), "tmpfs", sandbox_mount_flags, "mode=0755") != 0) {
    throw_file_error("mount", plan_.scratch);
  }
  if (::chdir(plan_.scratch.c_str()) != 0) throw_file_error("enter", plan_.scratch);
  remove_tree(mirror_root_);
  make_directory(mirror_root_);
  copy_tree(plan_.snapshot, mirror_root_);
  make_missing_directory(copy_root_);
  places_.emplace(plan_.isolation, plan_.private_places);
  std::vector<MirroredPlace> mirrored = places_->mirrored();
  workspace_ = plan_.workspace;
  if (!namespaces) {
    workspace_ = plan_.scratch + "/" + copy_root_;
    temporary_directory_ = plan_.scratch + "/tmp";
    remove_tree(temporary_state);
    make_directory(temporary_state);
    mirrored.push_back({temporary_directory_, temporary_state, ""});
  }
  mirror_.emplace(mirror_root_, trace, std::move(mirrored));
  // What an earlier cell left in the copy is kept where it is right: its inodes stay the same.
  put_back(differing_from_mirror());
  copy_mirror_.emplace(copy_root_, trace);
  seen_ = look();
}

CopySandbox::~CopySandbox() {
  try {
    if (bound_) ::umount2(workspace_.c_str(), MNT_DETACH);
    if (cell_is_orphaned()) remove_tree(plan_.scratch);
  } catch (const std::system_error&) {
    // The files lie in the run directory, where the next campaign removes them.
  }
}

std::vector<std::string> CopySandbox::restored() const {
  std::vector<std::string> directories = places_->directories();
  if (!temporary_directory_.empty()) directories.push_back(temporary_directory_);
  return directories;
}

void CopySandbox::roll_to(const CrashPoint& point) {
  if (point == mirror_->point()) return;
  mirror_->roll_to(point);
  copy_mirror_->roll_to(point);
  seen_ = look();
}

void CopySandbox::prepare_temporary_directory() {
  if (temporary_directory_.empty()) return;
  remove_tree(temporary_directory_);
  make_directory(temporary_directory_);
  copy_tree(temporary_state, temporary_directory_);
}

void CopySandbox::begin() {
  places_->prepare(mirror_->take_places_touched());
  prepare_temporary_directory();
  if (!plan_.isolation.namespaces) return;
  if (::mount(copy_root_.c_str(), workspace_.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    throw_file_error("mount over", workspace_);
  }
  bound_ = true;
}

void CopySandbox::begin_for_good() {
  if (!plan_.isolation.namespaces) {
    begin();
    return;
  }
  places_->prepare(false);
  if (::mount(mirror_root_.c_str(), workspace_.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    throw_file_error("mount over", workspace_);
  }
}

std::set<std::string> CopySandbox::changed() {
  std::set<std::string> changed;
  const SeenTree now = look();
  for (const auto& [path, seen] : now) {
    const auto before = seen_.find(path);
    if (before == seen_.end() || before->second != seen) changed.insert(path);
  }
  for (const auto& [path, seen] : seen_) {
    if (!now.contains(path)) changed.insert(path);
  }
  return changed;
}

void CopySandbox::end() {
  if (bound_ && ::umount2(workspace_.c_str(), 0) != 0) ::umount2(workspace_.c_str(), MNT_DETACH);
  bound_ = false;
  put_back(changed());
  copy_mirror_->forget_open_files();
  seen_ = look();
}

CopySandbox::SeenTree CopySandbox::look() const {
  SeenTree tree;
  std::vector<std::string> paths = list_tree(copy_root_);
  paths.emplace_back("");
  for (const std::string& path : paths) {
    struct stat status {};
    if (::lstat(below(copy_root_, path).c_str(), &status) != 0) continue;
    tree[path] = {status.st_ino, ns_of(status.st_ctim)};
  }
  return tree;
}

// What an earlier cell did was not watched by this one, so it is found by reading everything: an
// attribute is set without moving the modification time, and that one can be put back.
std::set<std::string> CopySandbox::differing_from_mirror() const {
  std::set<std::string> paths{""};
  for (const std::string& root : {copy_root_, mirror_root_}) {
    for (std::string& path : list_tree(root)) paths.insert(std::move(path));
  }
  std::set<std::string> differing;
  LinkPairs links;
  for (const std::string& path : paths) {
    const std::string in_copy = below(copy_root_, path);
    const std::string in_mirror = below(mirror_root_, path);
    if (!look_equal(in_copy, in_mirror) || !links.agree(in_copy, in_mirror)) differing.insert(path);
  }
  return differing;
}

void CopySandbox::rebuild() {
  for (const std::string& path : list_tree(copy_root_)) {
    if (path.find('/') == std::string::npos) remove_tree(below(copy_root_, path));
  }
  copy_tree(mirror_root_, copy_root_);
}

void CopySandbox::put_back(const std::set<std::string>& paths) {
  // Which names of a file belong together is lost when they are mended one by one.
  for (const std::string& path : paths) {
    struct stat status {};
    if (::lstat(below(mirror_root_, path).c_str(), &status) == 0 && !S_ISDIR(status.st_mode) &&
        status.st_nlink > 1) {
      rebuild();
      return;
    }
  }
  std::set<std::string> directories;  // whose times must be put back when all else is done
  for (const std::string& path : paths) put_back_one(path, directories);
  for (auto path = directories.rbegin(); path != directories.rend(); ++path) {
    struct stat status {};
    const std::string from = below(mirror_root_, *path);
    if (::lstat(from.c_str(), &status) != 0) continue;
    copy_attributes(from, status, below(copy_root_, *path));
  }
}

// Paths come parents first, so a directory is there before what belongs into it.
void CopySandbox::put_back_one(const std::string& path, std::set<std::string>& directories) {
  const std::string from = below(mirror_root_, path);
  const std::string to = below(copy_root_, path);
  struct stat wanted {};
  struct stat found {};
  const bool is_wanted = ::lstat(from.c_str(), &wanted) == 0;
  const bool is_found = ::lstat(to.c_str(), &found) == 0;
  directories.insert(parent_of(path));
  if (is_found && (!is_wanted || (wanted.st_mode & S_IFMT) != (found.st_mode & S_IFMT))) {
    remove_tree(to);
  }
  if (!is_wanted) return;
  if (S_ISDIR(wanted.st_mode)) {
    make_missing_directory(to);
    directories.insert(path);
  } else {
    copy_file(from, to);
  }
}

}  // namespace crashproof
