// A tree of files rolled forward through a recorded trace, one Event after the other.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/trace.h"

namespace crashproof {

// Where Events with absolute paths go: those below `directory` are applied below `mirrored`,
// where a file that only exists in `original` is copied first. Other absolute paths are left alone.
struct MirroredPlace {
  std::string directory;  // as in the Events, e.g. "/tmp"
  std::string mirrored;   // directory that takes the changes
  std::string original;   // what the subject saw there before; "" if it saw nothing
};

// Owns no files: the directories belong to the caller, the trace must outlive it. Replays each
// effect by the same kind of operation (a rename is a rename), so that inodes keep their identity,
// and then puts back the recorded times.
class Mirror {
 public:
  // `root` holds the workspace as it was before event 0.
  Mirror(std::string root, const Trace& trace, std::vector<MirroredPlace> places = {});
  ~Mirror();
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  // Applies what lies between the present point and this one. Throws std::logic_error for a point
  // that is behind, std::system_error naming the event if an effect cannot be repeated.
  void roll_to(const CrashPoint& point);
  const CrashPoint& point() const { return point_; }

  // Workspace-relative paths that may have changed since this was last asked, with the directories
  // whose entries changed, and all below a renamed directory, under both names.
  std::set<std::string> take_touched();
  // To be called when files below root were replaced by others than roll_to.
  void forget_open_files() { close_cached(); }
  // True if an Event outside the workspace was applied since the last call.
  bool take_places_touched();

 private:
  void apply(const Event& event);
  void apply_cut(const Event& event, std::uint64_t bytes);
  void put_bytes(const Event& event, std::uint64_t from, std::uint64_t to);
  void change_names(const Event& event);
  void make_unnamed(const Event& event);
  void create_file(const Event& event, const std::string& path);
  void hide_original(const std::string& event_path, const std::string& path);
  void change_attributes(const Event& event);
  void restore_times(const Event& event);
  void touch(const Event& event);
  void touch_below(const std::string& from, const std::string& to);
  // The path to operate on; "" if the event lies where nothing is mirrored.
  std::string locate(const std::string& path);
  int open_for_change(const std::string& path);
  void close_cached();

  std::string root_;
  const Trace& trace_;
  std::vector<MirroredPlace> places_;
  CrashPoint point_;
  std::set<std::string> touched_;
  bool places_touched_ = false;
  std::map<std::string, int> unnamed_files_;  // "#inode" of O_TMPFILE files -> open descriptor
  // Writes come in runs to one file, so the last descriptor is kept.
  std::string cached_path_;
  int cached_fd_ = -1;
};

}  // namespace crashproof
