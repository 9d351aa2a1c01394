// Follows the names of files through the trace, asking for what was there before where it must.
#include "harness/model/effects.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "harness/model/content.h"

namespace crashproof {

std::string initial_path_of(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty() && path != "/") path += '/';
  return path += name;
}

// Fills an Effects; forgotten afterwards.
class EffectResolver {
 public:
  explicit EffectResolver(Effects& to) : to_(to) {
    add_file({});  // 0 stands for none
    add_file({.type = FileType::directory, .mode = 0755, .initial = true, .initial_path = ""});
    add_file({.type = FileType::directory, .mode = 0755, .initial = true, .initial_path = "/"});
    to_.slots_.emplace_back();
    current_.push_back(0);
  }

  void resolve() {
    to_.effects_.reserve(to_.trace_.events.size());
    for (std::uint64_t i = 0; i < to_.trace_.events.size(); ++i) {
      index_ = i;
      to_.effects_.push_back(counts(to_.trace_.events[i]) ? effect_of(to_.trace_.events[i])
                                                          : Effect{});
    }
  }

 private:
  bool counts(std::string_view path) const {
    return !path.starts_with('/') || (to_.initial_.counts && to_.initial_.counts(path));
  }
  static bool has_target(EventKind kind) {
    return kind == EventKind::link || kind == EventKind::rename || kind == EventKind::exchange;
  }
  bool counts(const Event& event) const {
    return counts(event.path) && (!has_target(event.kind) || counts(event.target));
  }

  FileId add_file(FileBirth birth) {
    sizes_.push_back(birth.initial_bytes);
    to_.births_.push_back(std::move(birth));
    to_.slots_of_.emplace_back();
    to_.slots_in_.emplace_back();
    to_.content_changes_.emplace_back();
    to_.mode_changes_.emplace_back();
    return static_cast<FileId>(to_.births_.size() - 1);
  }

  FileId initial_file(const std::string& path) {
    const auto entry = to_.initial_.entry ? to_.initial_.entry(path) : std::nullopt;
    if (!entry) return 0;
    const std::string& first_name = entry->names.empty() ? path : entry->names.front();
    if (const auto known = linked_.find(first_name); known != linked_.end()) return known->second;
    const FileId file = add_file({.type = entry->type,
                                  .mode = entry->mode,
                                  .mtime_ns = entry->mtime_ns,
                                  .initial_bytes = entry->size,
                                  .initial = true,
                                  .initial_path = path,
                                  .target = entry->target});
    if (entry->names.empty()) return file;
    // What happens to it shows under its other names as well.
    linked_[first_name] = file;
    for (const std::string& name : entry->names) touch_initial(name);
    return file;
  }

  // Makes the slot of a path of the initial tree, wherever its directory is called now.
  void touch_initial(std::string_view path) {
    FileId directory = path.starts_with('/') ? root_file : workspace_file;
    while (!path.empty() && directory != 0) {
      const auto slash = path.find('/');
      const std::string name(path.substr(0, slash));
      if (!name.empty()) directory = to_.slots_[slot_at(directory, name)].initial;
      path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
  }

  SlotId slot_at(FileId directory, const std::string& name) {
    const auto id = static_cast<SlotId>(to_.slots_.size());
    const auto [place, is_new] = to_.slot_ids_.try_emplace({directory, name}, id);
    if (!is_new) return place->second;
    // Asking for what was there may make further slots.
    to_.slots_.push_back({directory, name, 0});
    to_.slots_in_[directory].push_back(id);
    current_.push_back(0);
    if (!to_.births_[directory].initial) return id;
    const FileId initial = initial_file(initial_path_of(to_.births_[directory].initial_path, name));
    to_.slots_[id].initial = initial;
    current_[id] = initial;
    if (initial != 0) note_name(initial, id);
    return id;
  }

  void note_name(FileId file, SlotId slot) {
    std::vector<SlotId>& slots = to_.slots_of_[file];
    if (std::ranges::count(slots, slot) == 0) slots.push_back(slot);
  }
  void set(SlotId slot, FileId file) {
    current_[slot] = file;
    if (file != 0) note_name(file, slot);
  }

  // What an Event is about must have been there: if nobody knows of it, it was there before.
  FileId required(SlotId slot, FileType type) {
    if (current_[slot] != 0) return current_[slot];
    const Slot& place = to_.slots_[slot];
    const FileId file = add_file(
        {.type = type,
         .mode = type == FileType::directory ? 0755U : 0644U,
         .initial = true,
         .initial_path = initial_path_of(to_.births_[place.directory].initial_path, place.name)});
    if (!changed_slots_.contains(slot)) to_.slots_[slot].initial = file;
    set(slot, file);
    return file;
  }

  SlotId slot_of(std::string_view path) {
    FileId directory = workspace_file;
    if (path.starts_with('/')) {
      directory = root_file;
      path.remove_prefix(1);
    }
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
      if (slash > 0) {
        directory =
            required(slot_at(directory, std::string(path.substr(0, slash))), FileType::directory);
      }
      path.remove_prefix(slash + 1);
    }
    return path.empty() ? 0 : slot_at(directory, std::string(path));
  }

  FileId unnamed(const std::string& path) const {
    const auto found = unnamed_.find(path);
    return found == unnamed_.end() ? 0 : found->second;
  }
  // 0 only where nothing is there and nothing may be supposed.
  FileId file_at(const std::string& path, bool suppose) {
    if (const FileId file = unnamed(path)) return file;
    if (path.empty()) return workspace_file;
    const SlotId slot = slot_of(path);
    if (slot == 0) return path.starts_with('/') ? root_file : workspace_file;
    return suppose ? required(slot, FileType::regular) : current_[slot];
  }

  Effect make(const Event& event, FileType type) {
    Effect effect;
    effect.slot = slot_of(event.path);
    if (effect.slot == 0) return effect;
    effect.file = add_file({.type = type,
                            .mode = event.mode & 07777U,
                            .mtime_ns = event.mtime_ns,
                            .target = type == FileType::symlink ? event.target : ""});
    effect.other = current_[effect.slot];
    unnamed_.erase(event.path);
    change(effect.slot, effect.file);
    return effect;
  }

  void change(SlotId slot, FileId file) {
    set(slot, file);
    changed_slots_.insert({slot, true});
  }

  Effect move(const Event& event) {
    Effect effect;
    effect.slot = slot_of(event.path);
    effect.target_slot = slot_of(event.target);
    if (effect.slot == 0 || effect.target_slot == 0 || effect.slot == effect.target_slot) return {};
    const bool directory = (event.mode & 0170000U) == 0040000U;
    effect.file = required(effect.slot, directory ? FileType::directory : FileType::regular);
    effect.other = current_[effect.target_slot];
    if (event.kind == EventKind::exchange) {
      effect.other = required(effect.target_slot, FileType::regular);
    }
    change(effect.slot, event.kind == EventKind::exchange ? effect.other : 0);
    change(effect.target_slot, effect.file);
    return effect;
  }

  Effect link(const Event& event) {
    Effect effect;
    effect.file = file_at(event.path, true);
    effect.target_slot = slot_of(event.target);
    if (effect.target_slot == 0 || to_.births_[effect.file].type == FileType::directory) return {};
    effect.other = current_[effect.target_slot];
    change(effect.target_slot, effect.file);
    return effect;
  }

  Effect remove(const Event& event) {
    Effect effect;
    effect.slot = slot_of(event.path);
    if (effect.slot == 0) return {};
    const bool directory = event.kind == EventKind::rmdir;
    effect.file = required(effect.slot, directory ? FileType::directory : FileType::regular);
    change(effect.slot, 0);
    return effect;
  }

  Effect change_content(const Event& event) {
    Effect effect;
    effect.file = file_at(event.path, true);
    if (to_.births_[effect.file].type != FileType::regular) return {};
    effect.old_bytes = sizes_[effect.file];
    std::uint64_t& size = sizes_[effect.file];
    const std::uint64_t end = event.offset + std::min(event.length, UINT64_MAX - event.offset);
    if (event.kind == EventKind::truncate) {
      size = event.length;
    } else if (event.kind == EventKind::allocate) {
      Content content;
      content.resize(size);
      content.allocate(event.mode, event.offset, event.length);
      size = content.size();
    } else {
      if (event.length == 0) return effect;
      size = std::max(size, end);
      to_.writes_.push_back(index_);
    }
    to_.content_changes_[effect.file].push_back(index_);
    return effect;
  }

  Effect effect_of(const Event& event) {
    switch (event.kind) {
      case EventKind::create:
        return make(event, FileType::regular);
      case EventKind::mkdir:
        return make(event, FileType::directory);
      case EventKind::mknod:
        return make(event, FileType::other);
      case EventKind::symlink:
        return make(event, FileType::symlink);
      case EventKind::tmpfile: {
        Effect effect;
        effect.file = add_file({.mode = event.mode & 07777U, .mtime_ns = event.mtime_ns});
        unnamed_[event.path] = effect.file;
        return effect;
      }
      case EventKind::link:
        return link(event);
      case EventKind::rename:
      case EventKind::exchange:
        return move(event);
      case EventKind::unlink:
      case EventKind::rmdir:
        return remove(event);
      case EventKind::write:
      case EventKind::mapped_store:
      case EventKind::truncate:
      case EventKind::allocate:
        return change_content(event);
      case EventKind::chmod: {
        Effect effect;
        effect.file = file_at(event.path, true);
        to_.mode_changes_[effect.file].push_back(index_);
        return effect;
      }
      case EventKind::fsync:
      case EventKind::fdatasync:
      case EventKind::sync_range:
      case EventKind::msync:
      case EventKind::chown:
      case EventKind::utimens:
      case EventKind::setxattr:
      case EventKind::removexattr: {
        Effect effect;
        effect.file = file_at(event.path, false);
        return effect;
      }
      default:
        return {};
    }
  }

  Effects& to_;
  std::uint64_t index_ = 0;
  std::vector<FileId> current_;  // what each slot names now
  std::vector<std::uint64_t> sizes_;
  std::unordered_map<std::string, FileId> linked_;  // by the first of their initial names
  std::unordered_map<std::string, FileId> unnamed_;
  std::unordered_map<SlotId, bool> changed_slots_;
};

Effects::Effects(const Trace& trace, const InitialTree& initial)
    : trace_(trace), initial_(initial) {
  EffectResolver(*this).resolve();
}

SlotId Effects::slot_named(FileId directory, const std::string& name) const {
  const auto found = slot_ids_.find({directory, name});
  return found == slot_ids_.end() ? 0 : found->second;
}

bool Effects::is_write(std::uint64_t index) const {
  const EventKind kind = event(index).kind;
  return (kind == EventKind::write || kind == EventKind::mapped_store) &&
         effects_[index].file != 0 && event(index).length > 0;
}

bool Effects::is_change_of_names(std::uint64_t index) const {
  const EventKind kind = event(index).kind;
  return effects_[index].file != 0 && changes_files(kind) && kind != EventKind::write &&
         kind != EventKind::mapped_store;
}

bool Effects::extends(std::uint64_t index) const {
  const Event& write = event(index);
  return is_write(index) && write.length > effects_[index].old_bytes -
                                               std::min(effects_[index].old_bytes, write.offset);
}

}  // namespace crashproof
