// A trace's Events with names resolved: which file each is about, whatever it was called then. What
// survives a power cut is decided by file, and a write goes to its file even if a rename was lost.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/initial_tree.h"
#include "harness/model/trace.h"

namespace crashproof {

// Numbers a file or directory for its whole life, through renames and links. 0: none.
using FileId = std::uint32_t;
// Numbers a name in a directory that some Event touched. 0: none.
using SlotId = std::uint32_t;

constexpr FileId workspace_file = 1;  // the directory ""
constexpr FileId root_file = 2;       // the directory "/"

struct Effect {
  FileId file = 0;              // touched, made, moved, removed or synced
  FileId other = 0;             // rename, exchange: what the target was
  SlotId slot = 0;              // the name at Event::path, where the Event is about names
  SlotId target_slot = 0;       // at Event::target
  std::uint64_t old_bytes = 0;  // writes and changes of size: the file's size before
};

// How a file is when it comes to be: before the run, or by the Event that makes it.
struct FileBirth {
  FileType type = FileType::regular;
  std::uint32_t mode = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t initial_bytes = 0;
  bool initial = false;  // it was there before the run, at initial_path
  std::string initial_path = "";
  std::string target = "";  // symlinks
};

struct Slot {
  FileId directory = 0;
  std::string name;
  FileId initial = 0;  // what it named before the run
};

// Total: an Event about what cannot be is taken to be about a file of its own, or about nothing.
// Trace and initial tree must outlive it and stay as they are.
class Effects {
 public:
  explicit Effects(const Trace& trace, const InitialTree& initial = {});

  const Trace& trace() const { return trace_; }
  const InitialTree& initial() const { return initial_; }
  std::uint64_t size() const { return effects_.size(); }
  const Event& event(std::uint64_t index) const { return trace_.events[index]; }
  const Effect& operator[](std::uint64_t index) const { return effects_[index]; }

  // A write or mapped store of at least a byte to a file that counts.
  bool is_write(std::uint64_t index) const;
  // Any other change of a file, its attributes or names that counts.
  bool is_change_of_names(std::uint64_t index) const;
  // A write that makes its file longer.
  bool extends(std::uint64_t index) const;

  FileId files_end() const { return static_cast<FileId>(births_.size()); }  // ids are below
  SlotId slots_end() const { return static_cast<SlotId>(slots_.size()); }
  const FileBirth& birth(FileId file) const { return births_[file]; }
  const Slot& slot(SlotId slot) const { return slots_[slot]; }
  // 0 if no Event touched the name.
  SlotId slot_named(FileId directory, const std::string& name) const;
  // Every slot that ever named the file; every slot of the directory.
  const std::vector<SlotId>& slots_of(FileId file) const { return slots_of_[file]; }
  const std::vector<SlotId>& slots_in(FileId directory) const { return slots_in_[directory]; }
  // The Events that change what a regular file holds, and those that change its permissions.
  const std::vector<std::uint64_t>& changes_of_content(FileId file) const {
    return content_changes_[file];
  }
  const std::vector<std::uint64_t>& changes_of_mode(FileId file) const {
    return mode_changes_[file];
  }
  // All writes, in order.
  const std::vector<std::uint64_t>& writes() const { return writes_; }

 private:
  friend class EffectResolver;

  const Trace& trace_;
  const InitialTree initial_;
  std::vector<Effect> effects_;
  std::vector<FileBirth> births_;
  std::vector<Slot> slots_;
  std::map<std::pair<FileId, std::string>, SlotId> slot_ids_;
  std::vector<std::vector<SlotId>> slots_of_;
  std::vector<std::vector<SlotId>> slots_in_;
  std::vector<std::vector<std::uint64_t>> content_changes_;
  std::vector<std::vector<std::uint64_t>> mode_changes_;
  std::vector<std::uint64_t> writes_;
};

// The path of a name in the directory of the initial tree at that path.
std::string initial_path_of(std::string_view directory, std::string_view name);

}  // namespace crashproof
