// A fork of the plain state gets what survived beyond it and loses what did not.
#include "harness/model/surviving_states.h"

#include <algorithm>
#include <utility>

namespace crashproof {
namespace {

constexpr std::size_t kFewChanges = 64;
constexpr Fate kLost{Fate::How::lost, 0, {}};

bool is_whole(const Fate& fate) {
  return fate.how == Fate::How::kept;
}

}  // namespace

Fate fate_of(std::uint64_t event, const Survival& survival, const Effects& effects) {
  if (event >= survival.failed_after) return kLost;
  if (const auto fate = survival.fates.find(event); fate != survival.fates.end()) {
    return fate->second;
  }
  const bool survives =
      event < (effects.is_write(event) ? survival.data_upto : survival.names_upto);
  return survives ? Fate{} : kLost;
}

SurvivingStates::SurvivingStates(const Effects& effects) : effects_(effects), base_(effects) {}

void SurvivingStates::roll_to(std::uint64_t gap) {
  gap = std::min(gap, effects_.size());
  if (base_.applied() > gap) base_ = Image(effects_);
  while (base_.applied() < gap) base_.apply_next();
}

void SurvivingStates::change_names(const Survival& survival, Image& fork) const {
  const auto is_about_names = [this](std::uint64_t index) {
    return effects_[index].slot != 0 || effects_[index].target_slot != 0;
  };
  const std::uint64_t base = base_.applied();
  for (const auto& [index, fate] : survival.fates) {
    if (index >= base || is_whole(fate) || !is_about_names(index)) continue;
    // The first that did not survive: everything from there on is done again without it.
    base_.undo_names(index, fork);
    for (std::uint64_t again = index; again < base; ++again) {
      const Fate what = fate_of(again, survival, effects_);
      if (is_about_names(again) && what.how != Fate::How::lost) fork.change_names(again, what);
    }
    break;
  }
  for (auto fate = survival.fates.lower_bound(base); fate != survival.fates.end(); ++fate) {
    if (is_about_names(fate->first) && fate->second.how != Fate::How::lost) {
      fork.change_names(fate->first, fate->second);
    }
  }
}

std::vector<FileId> SurvivingStates::files_that_may_differ(const Survival& survival) const {
  std::vector<FileId> files;
  for (const auto& [index, fate] : survival.fates) {
    if (index < effects_.size()) files.push_back(effects_[index].file);
  }
  // Writes on the other side of the base than names.
  const auto [first, last] = std::minmax(survival.names_upto, survival.data_upto);
  const std::vector<std::uint64_t>& writes = effects_.writes();
  for (auto write = std::ranges::lower_bound(writes, first); write != writes.end() && *write < last;
       ++write) {
    files.push_back(effects_[*write].file);
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// Starts from the last content kept on the way, so that a long history is repeated once, not for
// every state. As many are kept as are worth their size.
Content SurvivingStates::content_after(FileId file, std::size_t changes) {
  std::vector<Checkpoint>& kept = checkpoints_[file];
  if (kept.empty()) kept.push_back({0, Content(effects_.birth(file).initial_bytes)});
  const auto after = std::ranges::upper_bound(kept, changes, {}, &Checkpoint::changes);
  const auto from = static_cast<std::size_t>(after - kept.begin()) - 1;
  Content content = kept[from].content;
  std::size_t last_kept = kept[from].changes;
  const bool may_keep = from + 1 == kept.size();
  for (std::size_t at = kept[from].changes; at < changes; ++at) {
    apply_to_content(content, effects_.event(effects_.changes_of_content(file)[at]), {});
    if (may_keep && at + 1 - last_kept >= std::max(kFewChanges, content.pieces())) {
      last_kept = at + 1;
      kept.push_back({last_kept, content});
    }
  }
  return content;
}

// nullopt if it is as in the plain replay.
std::optional<Content> SurvivingStates::surviving_content(FileId file, const Survival& survival) {
  const std::vector<std::uint64_t>& changes = effects_.changes_of_content(file);
  const std::uint64_t base = base_.applied();
  const auto is_plain = [&](std::uint64_t index) {
    const Fate fate = fate_of(index, survival, effects_);
    return index < base ? is_whole(fate) : fate.how == Fate::How::lost;
  };
  std::uint64_t first = std::min(survival.names_upto, survival.data_upto);
  if (!survival.fates.empty()) first = std::min(first, survival.fates.begin()->first);
  auto at = std::ranges::lower_bound(changes, first);
  const auto end = std::ranges::lower_bound(changes, survival.failed_after);
  const auto differing = std::find_if_not(at, end, is_plain);
  if (differing == end) return std::nullopt;
  // All that came before is in the plain state as well; beyond the base nothing is.
  at = std::min(differing, std::ranges::lower_bound(changes, base));
  Content content = content_after(file, static_cast<std::size_t>(at - changes.begin()));
  for (; at != end; ++at) {
    apply_to_content(content, effects_.event(*at), fate_of(*at, survival, effects_));
  }
  return content;
}

std::uint32_t SurvivingStates::surviving_mode(FileId file, const Survival& survival) const {
  const std::vector<std::uint64_t>& changes = effects_.changes_of_mode(file);
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    if (fate_of(*change, survival, effects_).how != Fate::How::lost) {
      return effects_.event(*change).mode & 07777U;
    }
  }
  return effects_.birth(file).mode;
}

std::int64_t SurvivingStates::surviving_mtime_ns(FileId file, const Survival& survival) const {
  const std::vector<std::uint64_t>& changes = effects_.changes_of_content(file);
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    if (*change >= survival.failed_after) continue;
    if (fate_of(*change, survival, effects_).how != Fate::How::lost) {
      return effects_.event(*change).mtime_ns;
    }
  }
  return effects_.birth(file).mtime_ns;
}

void SurvivingStates::change_files(const Survival& survival, Image& fork) {
  for (const FileId file : files_that_may_differ(survival)) {
    if (file == 0) continue;
    if (auto content = surviving_content(file, survival)) {
      fork.set_content(file, std::move(*content));
    }
    const std::uint32_t mode = surviving_mode(file, survival);
    if (mode != base_.mode(file)) fork.set_mode(file, mode);
  }
}

Image SurvivingStates::state_of(const Survival& survival) {
  roll_to(base_of(survival));
  Image fork = base_.fork();
  change_names(survival, fork);
  change_files(survival, fork);
  return fork;
}

std::uint64_t SurvivingStates::hash(const Survival& survival) {
  const Image fork = state_of(survival);
  return base_.hash() + base_.hash_difference(fork);
}

std::uint64_t SurvivingStates::plain_hash(std::uint64_t gap) {
  roll_to(gap);
  return base_.hash();
}

void SurvivingStates::add_change(const ImageNode& node, const Image& fork, const Survival& survival,
                                 std::vector<PathChange>& changes) const {
  PathChange change;
  change.path = node.path;
  change.mode = node.mode;
  switch (node.type) {
    case FileType::regular:
      change.to = PathChange::To::file;
      break;
    case FileType::directory:
      change.to = PathChange::To::directory;
      break;
    case FileType::symlink:
      change.to = PathChange::To::symlink;
      break;
    default:
      return;  // a FIFO, socket or device: not worth a state of its own
  }
  if (node.type != FileType::directory) change.content = fork.bytes_of(node);
  if (node.type == FileType::regular && node.file != 0) {
    change.mtime_ns = surviving_mtime_ns(node.file, survival);
  }
  changes.push_back(std::move(change));
}

std::vector<PathChange> SurvivingStates::changes(const Survival& survival) {
  const Image fork = state_of(survival);
  const Image::Difference difference = base_.difference_to(fork);
  std::vector<PathChange> changes;
  for (const SlotId slot : difference.gone) {
    changes.push_back({.path = base_.path_of(slot).value_or(""), .content = ""});
  }
  for (const SlotId slot : difference.come) {
    fork.walk(slot, [&](const ImageNode& node) { add_change(node, fork, survival, changes); });
  }
  for (const SlotId slot : difference.within) {
    const FileId file = fork.at(slot);
    add_change(
        {fork.path_of(slot).value_or(""), file, "", effects_.birth(file).type, fork.mode(file)},
        fork, survival, changes);
  }
  return changes;
}

std::vector<std::string> SurvivingStates::changed_paths(const Survival& survival) {
  const Image fork = state_of(survival);
  const Image::Difference difference = base_.difference_to(fork);
  std::vector<std::string> paths;
  for (const SlotId slot : difference.gone) paths.push_back(base_.path_of(slot).value_or(""));
  for (const SlotId slot : difference.come) {
    fork.walk(slot, [&](const ImageNode& node) { paths.push_back(node.path); });
  }
  for (const SlotId slot : difference.within) paths.push_back(fork.path_of(slot).value_or(""));
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

// Everything until the gap, written so that the image stays where it is: names between the gap and
// the base are fates of their own.
Survival SurvivingStates::plain_from_base(std::uint64_t gap) const {
  const std::uint64_t base = base_.applied();
  Survival survival;
  survival.failed_after = std::max(gap, base);
  survival.names_upto = base;
  survival.data_upto = gap;
  for (std::uint64_t i = std::min(gap, base); i < survival.failed_after; ++i) {
    if (effects_.is_change_of_names(i)) survival.fates[i] = gap < base ? kLost : Fate{};
  }
  return survival;
}

std::vector<PathChange> SurvivingStates::files_at(std::uint64_t gap,
                                                  const std::set<std::string>& paths) {
  const Survival survival = plain_from_base(std::min(gap, effects_.size()));
  const Image fork = state_of(survival);
  std::vector<PathChange> files;
  for (const std::string& path : paths) {
    const auto node = fork.find(path);
    if (node && node->type == FileType::regular) add_change(*node, fork, survival, files);
  }
  return files;
}

}  // namespace crashproof
