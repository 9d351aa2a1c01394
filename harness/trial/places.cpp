// Mounts private versions of directories outside the workspace.
#include "harness/trial/places.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

bool is_empty(const std::string& directory) {
  std::error_code error;
  return std::filesystem::is_empty(directory, error) || error;
}

}  // namespace

Places::Places(const Isolation& isolation, const std::vector<std::string>& directories)
    : isolation_(isolation) {
  if (!isolation.namespaces) return;
  for (const std::string& directory : directories) {
    const auto number = places_.size();
    Place place{directory, fmt::format("place{}", number), fmt::format("box{}", number), -1, false};
    place.original_fd = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (place.original_fd < 0) continue;
    make_directory(place.layer, 0700);
    make_directory(place.box, 0700);
    struct stat status {};
    if (::fstat(place.original_fd, &status) == 0)
      ::chmod(place.layer.c_str(), status.st_mode & 07777U);
    try {
      mount(place);
      unmount(place);
      places_.push_back(place);
    } catch (const std::system_error&) {
      // Not to be had here (a file system that no overlay takes): it stays shared and, being no
      // place of ours, is not written to by a confined subject.
      ::close(place.original_fd);
      remove_tree(place.layer);
      ::umount2(place.box.c_str(), MNT_DETACH);
      remove_tree(place.box);
    }
  }
}

Places::~Places() {
  for (auto place = places_.rbegin(); place != places_.rend(); ++place) {
    if (place->mounted) unmount(*place);
    ::close(place->original_fd);
  }
}

std::vector<MirroredPlace> Places::mirrored() const {
  std::vector<MirroredPlace> mirrored;
  for (const Place& place : places_) {
    const std::string original =
        isolation_.overlay ? fmt::format("/proc/self/fd/{}", place.original_fd) : "";
    mirrored.push_back({place.directory, place.layer, original});
  }
  return mirrored;
}

std::vector<std::string> Places::directories() const {
  std::vector<std::string> directories;
  for (const Place& place : places_) directories.push_back(place.directory);
  return directories;
}

void Places::prepare(bool state_changed) {
  for (Place& place : places_) {
    if (place.mounted && !state_changed && !dirty(place)) continue;
    if (place.mounted) unmount(place);
    mount(place);
  }
}

bool Places::dirty(const Place& place) const {
  return !is_empty(place.box + "/u");
}

void Places::mount(Place& place) const {
  if (::mount("tmpfs", place.box.c_str(), "tmpfs", 0, "mode=0755") != 0) {
    throw_file_error("mount", place.box);
  }
  make_directory(place.box + "/u", 0700);
  make_directory(place.box + "/w", 0700);
  if (isolation_.overlay) {
    struct stat status {};
    ::stat(place.layer.c_str(), &status);
    ::chmod((place.box + "/u").c_str(), status.st_mode & 07777U);
    const std::string lower = fmt::format("{}:/proc/self/fd/{}", place.layer, place.original_fd);
    const std::string options =
        overlay_options(isolation_, lower, place.box + "/u", place.box + "/w");
    if (::mount("overlay", place.directory.c_str(), "overlay", 0, options.c_str()) != 0) {
      throw_file_error("mount an overlay on", place.directory);
    }
  } else {
    copy_tree(place.layer, place.box + "/u");
    if (::mount((place.box + "/u").c_str(), place.directory.c_str(), nullptr, MS_BIND, nullptr) !=
        0) {
      throw_file_error("mount over", place.directory);
    }
  }
  place.mounted = true;
}

void Places::unmount(Place& place) const {
  // A lazy unmount would do as well, but a busy place means that a process of the run is left.
  if (::umount2(place.directory.c_str(), 0) != 0) ::umount2(place.directory.c_str(), MNT_DETACH);
  if (::umount2(place.box.c_str(), 0) != 0) ::umount2(place.box.c_str(), MNT_DETACH);
  place.mounted = false;
}

}  // namespace crashproof
