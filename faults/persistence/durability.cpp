// One pass over the trace, which notes what is pending and settles it at every sync.
#include "faults/persistence/durability.h"

#include <algorithm>
#include <set>

namespace crashproof::persistence {
namespace {

constexpr std::uint64_t kPageBytes = 4096;

// A write that syncs itself does so for its own pages only; every other sync is about all of a
// file.
bool reaches(const Event& sync, const Event& write) {
  if (sync.length == 0) return true;
  const std::uint64_t first = sync.offset / kPageBytes * kPageBytes;
  const std::uint64_t pages = (sync.offset + sync.length - first + kPageBytes - 1) / kPageBytes;
  return write.offset >= first && write.offset + write.length <= first + pages * kPageBytes;
}

}  // namespace

Durability::Durability(const Effects& effects, SyncReach reach)
    : effects_(effects),
      reach_(reach),
      certain_from_(effects.size(), never),
      writes_of_(effects.files_end()),
      last_touch_(effects.files_end(), 0),
      entries_synced_(effects.size(), 0) {
  for (std::uint64_t i = 0; i < effects.size(); ++i) {
    const EventKind kind = effects.event(i).kind;
    if (kind == EventKind::sync) {
      sync_all(i);
    } else if (kind == EventKind::fsync || kind == EventKind::fdatasync ||
               kind == EventKind::msync) {
      if (effects[i].file != 0) sync_file(effects[i].file, i);
    } else {
      note(i);
    }
  }
  earliest_of_rest_.assign(effects.size() + 1, never);
  for (std::uint64_t i = effects.size(); i-- > 0;) {
    earliest_of_rest_[i] = std::min(earliest_of_rest_[i + 1], certain_from_[i]);
  }
  first_write_ = first_uncertain(effects.writes());
  first_name_ = first_uncertain(names_);
}

void Durability::note(std::uint64_t index) {
  const Effect& effect = effects_[index];
  if (effects_.is_write(index)) {
    writes_of_[effect.file].push_back(index);
    if (effects_.extends(index)) last_touch_[effect.file] = index + 1;
    return;
  }
  if (!effects_.is_change_of_names(index)) return;
  names_.push_back(index);
  pending_names_.push_back(index);
  last_touch_[effect.file] = index + 1;
  last_touch_[effect.other] = index + 1;
  for (const SlotId slot : {effect.slot, effect.target_slot}) {
    if (slot != 0) last_touch_[effects_.slot(slot).directory] = index + 1;
  }
}

void Durability::sync_all(std::uint64_t index) {
  for (std::vector<std::uint64_t>& writes : writes_of_) {
    for (const std::uint64_t write : writes) certain_from_[write] = index + 1;
    writes.clear();
  }
  for (const std::uint64_t name : pending_names_) certain_from_[name] = index + 1;
  pending_names_.clear();
}

void Durability::sync_file(FileId file, std::uint64_t index) {
  std::erase_if(writes_of_[file], [&](std::uint64_t write) {
    const bool reached = reaches(effects_.event(index), effects_.event(write));
    if (reached) certain_from_[write] = index + 1;
    return reached;
  });
  switch (reach_) {
    case SyncReach::journal:
      return sync_journal(file, index);
    case SyncReach::file:
      return sync_names_of(file, index);
    case SyncReach::posix:
      return sync_entries_of(file, index);
  }
}

void Durability::sync_journal(FileId file, std::uint64_t index) {
  const auto end = std::ranges::lower_bound(pending_names_, last_touch_[file]);
  for (auto name = pending_names_.begin(); name != end; ++name) certain_from_[*name] = index + 1;
  pending_names_.erase(pending_names_.begin(), end);
}

void Durability::sync_names_of(FileId file, std::uint64_t index) {
  std::set<SlotId> slots;
  std::set<FileId> files{file};
  std::vector<FileId> upwards{file};
  while (!upwards.empty()) {
    const FileId child = upwards.back();
    upwards.pop_back();
    for (const SlotId slot : effects_.slots_of(child)) {
      slots.insert(slot);
      const FileId directory = effects_.slot(slot).directory;
      if (files.insert(directory).second) upwards.push_back(directory);
    }
  }
  const bool directory = effects_.birth(file).type == FileType::directory;
  std::erase_if(pending_names_, [&](std::uint64_t name) {
    const Effect& effect = effects_[name];
    bool reached = files.contains(effect.file);
    for (const SlotId slot : {effect.slot, effect.target_slot}) {
      if (slot == 0) continue;
      reached =
          reached || slots.contains(slot) || (directory && effects_.slot(slot).directory == file);
    }
    if (reached) certain_from_[name] = index + 1;
    return reached;
  });
}

void Durability::sync_entries_of(FileId file, std::uint64_t index) {
  std::erase_if(pending_names_, [&](std::uint64_t name) {
    const Effect& effect = effects_[name];
    bool reached = effect.file == file && effect.slot == 0 && effect.target_slot == 0;
    if (effect.slot != 0 && effects_.slot(effect.slot).directory == file) {
      entries_synced_[name] |= 1;
    }
    if (effect.target_slot != 0 && effects_.slot(effect.target_slot).directory == file) {
      entries_synced_[name] |= 2;
    }
    const std::uint64_t wanted = (effect.slot != 0 ? 1U : 0U) | (effect.target_slot != 0 ? 2U : 0U);
    reached = reached || (wanted != 0 && (entries_synced_[name] & wanted) == wanted);
    if (reached) certain_from_[name] = index + 1;
    return reached;
  });
}

// Moments come in order, and what was certain stays so: one pass.
std::vector<std::uint64_t> Durability::first_uncertain(
    const std::vector<std::uint64_t>& events) const {
  std::vector<std::uint64_t> first(effects_.size() + 1);
  std::uint64_t at = 0;
  for (std::uint64_t moment = 0; moment <= effects_.size(); ++moment) {
    while (at < events.size() && certain_from_[events[at]] <= moment) ++at;
    first[moment] = at;
  }
  return first;
}

std::vector<std::uint64_t> Durability::uncertain(const std::vector<std::uint64_t>& events,
                                                 const std::vector<std::uint64_t>& first,
                                                 std::uint64_t failed_after) const {
  std::vector<std::uint64_t> found;
  for (auto at = first[failed_after]; at < events.size() && events[at] < failed_after; ++at) {
    if (certain_from_[events[at]] > failed_after) found.push_back(events[at]);
  }
  return found;
}

std::vector<std::uint64_t> Durability::uncertain_writes(std::uint64_t failed_after) const {
  return uncertain(effects_.writes(), first_write_, failed_after);
}
std::vector<std::uint64_t> Durability::uncertain_names(std::uint64_t failed_after) const {
  return uncertain(names_, first_name_, failed_after);
}

std::uint64_t Durability::possible_until(const Survival& survival) const {
  std::uint64_t certain = earliest_of_rest_[survival.failed_after];
  const auto consider = [&](std::uint64_t event) {
    const auto fate = survival.fates.find(event);
    const bool whole = fate != survival.fates.end() && fate->second.how == Fate::How::kept;
    if (!whole) certain = std::min(certain, certain_from_[event]);
  };
  for (const auto& [event, fate] : survival.fates) consider(event);
  const auto consider_from = [&](const std::vector<std::uint64_t>& events, std::uint64_t upto) {
    for (auto at = std::ranges::lower_bound(events, upto);
         at != events.end() && *at < survival.failed_after; ++at) {
      consider(*at);
    }
  };
  consider_from(names_, survival.names_upto);
  consider_from(effects_.writes(), survival.data_upto);
  return certain == never ? effects_.size() : certain - 1;
}

}  // namespace crashproof::persistence
