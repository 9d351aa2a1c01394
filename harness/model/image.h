// A tree of files as some of a trace's Events leave it, without touching a file: which file each
// name means, and what each file is made of. Only what the Events are about is kept; the rest is
// the initial tree, which is asked when it must be.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/model/content.h"
#include "harness/model/effects.h"
#include "harness/model/survival.h"

namespace crashproof {

// Something in a tree. `file` is 0 for what no Event is about: then it is as at initial_path.
struct ImageNode {
  std::string path;
  FileId file = 0;
  std::string initial_path = "";
  FileType type = FileType::regular;
  std::uint32_t mode = 0;
};

// Does to the content what became of the Event's change of it.
void apply_to_content(Content& content, const Event& event, const Fate& fate);

// The Effects must outlive it.
class Image {
 public:
  // The state before the run. Images made from this one by copying or forking share what they read.
  explicit Image(const Effects& effects);
  // The same state; changes to the fork leave this one, which must outlive it, as it is. Costs
  // nothing but the changes.
  Image fork() const;

  // Repeats the next Event whole. Not for forks. hash() is kept up to date.
  void apply_next();
  std::uint64_t applied() const { return applied_; }

  // For forks, in any order. Of an Event about names: kept, both and neither count.
  void change_names(std::uint64_t index, const Fate& fate);
  void set_content(FileId file, Content content);
  void set_mode(FileId file, std::uint32_t mode);
  void set_slot(SlotId slot, FileId file);
  // What the slots that the last Events of this image (down to number `index`) changed held before.
  void undo_names(std::uint64_t index, Image& fork) const;

  FileId at(SlotId slot) const;
  const Content& content(FileId file) const;
  std::uint32_t mode(FileId file) const;
  const Effects& effects() const { return *effects_; }
  ContentSource source_of(FileId file) const;

  // Equal for equal trees: names, types, permissions of files and their bytes, link texts; not
  // times and owners. The state before the run is 0.
  std::uint64_t hash() const { return hash_; }
  // What this image would have to add to its hash to be at the fork.
  std::uint64_t hash_difference(const Image& fork) const;

  // The path of a name that can be reached; nullopt otherwise.
  std::optional<std::string> path_of(SlotId slot) const;
  // What is at a slot and all below it, parents first. `file` for the roots.
  using Visit = std::function<void(const ImageNode&)>;
  void walk(SlotId slot, const Visit& visit) const;
  void walk_workspace(const Visit& visit) const;
  // What is at a path of the workspace; nullopt if nothing is, or if the path is absolute. Follows
  // no symlink.
  std::optional<ImageNode> find(const std::string& path) const;
  std::string bytes_of(const ImageNode& node) const;  // of a file, or a symlink's text

  // How a fork differs from this image, each change once.
  struct Difference {
    std::vector<SlotId> gone;  // topmost names of this image that mean another file there, or none
    std::vector<SlotId> come;  // topmost names of the fork likewise
    std::vector<SlotId> within;  // names that mean the same file, whose content or mode differs
  };
  Difference difference_to(const Image& fork) const;

 private:
  struct FileState {
    Content content;
    std::uint32_t mode = 0;
  };
  struct NameChange {
    std::uint64_t event;
    SlotId slot;
    FileId old;
  };
  using InitialDigests = std::unordered_map<std::string, std::uint64_t>;

  Image() = default;
  const FileState& state(FileId file) const;
  FileState& state_to_change(FileId file);
  bool is_topmost(SlotId slot, const Image& other) const;
  std::optional<SlotId> slot_naming(FileId directory) const;
  void detach(SlotId slot, FileId file);
  void attach(SlotId slot, FileId file);
  std::optional<ImageNode> child(const ImageNode& directory, const std::string& name) const;
  void walk_file(FileId file, std::string path, const Visit& visit) const;
  void walk_initial(const std::string& initial_path, std::string path, const Visit& visit) const;
  void walk_directory(FileId directory, const std::string& path, const Visit& visit) const;
  std::uint64_t weight_of(const ImageNode& node) const;
  std::uint64_t weight_at(SlotId slot) const;        // with all below
  std::uint64_t weight_of_names(FileId file) const;  // of a file, under all its names
  void apply_to_names(std::uint64_t index);
  void apply_to_file(std::uint64_t index);

  const Effects* effects_ = nullptr;
  const Image* under_ = nullptr;  // of a fork
  std::shared_ptr<InitialDigests> initial_digests_;
  std::uint64_t applied_ = 0;
  std::uint64_t hash_ = 0;
  std::vector<FileId> slots_;     // not of a fork
  std::vector<FileState> files_;  // not of a fork
  std::vector<NameChange> name_changes_;
  std::unordered_map<SlotId, FileId> changed_slots_;     // of a fork
  std::unordered_map<FileId, FileState> changed_files_;  // of a fork
};

}  // namespace crashproof
