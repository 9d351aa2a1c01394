// btrfs: whole commits, and on top of the last one a log with the files that were synced since.
#include <algorithm>
#include <map>
#include <set>

#include "faults/persistence/durability.h"
#include "faults/persistence/models.h"
#include "faults/persistence/survival_list.h"

namespace crashproof::persistence {
namespace {

constexpr std::uint64_t kWholeBytes = 64 * 1024;

class BtrfsSource : public SurvivalSource {
 public:
  explicit BtrfsSource(const Effects& effects)
      : effects_(effects), durability_(effects, SyncReach::file) {}

  std::uint64_t survivals(std::uint64_t failed_after, const PersistenceLimits& limits,
                          const std::function<void(Survival)>& hand_over) const override {
    SurvivalList list(btrfs.name, effects_, failed_after, limits, hand_over);
    if (failed_after == 0) {
      list.add({});
      return 0;
    }
    const std::uint64_t last = failed_after - 1;
    const EventKind kind = effects_.event(last).kind;
    if (effects_.is_write(last) || effects_.is_change_of_names(last)) {
      list.add({});
      add_commit(last, durability_.uncertain_writes(failed_after), list);
    } else if (kind == EventKind::fsync || kind == EventKind::fdatasync ||
               kind == EventKind::msync) {
      add_logs(failed_after, list);
    }
    return list.left_out();
  }

  std::uint64_t possible_until(const Survival& survival) const override {
    return durability_.possible_until(survival);
  }

 private:
  // A file is as long as its data: what follows a write that is not there is not there either.
  void add_completed(const std::vector<std::uint64_t>& writes, Losses losses,
                     SurvivalList& list) const {
    if (list.is_full()) return list.leave_out(1);
    std::set<FileId> stopped;
    for (const std::uint64_t write : writes) {
      if (!effects_.extends(write)) continue;
      const FileId file = effects_[write].file;
      if (stopped.contains(file)) losses.try_emplace(write, lost_fate);
      if (losses.contains(write)) stopped.insert(file);
    }
    list.add(losses);
  }

  // A commit at this moment, with the data of some files not yet written.
  void add_commit(std::uint64_t last, const std::vector<std::uint64_t>& writes,
                  SurvivalList& list) const {
    Losses all;
    std::map<FileId, Losses> by_file;
    for (const std::uint64_t write : writes) {
      if (write == last) continue;
      all[write] = lost_fate;
      by_file[effects_[write].file][write] = lost_fate;
    }
    if (!all.empty()) add_completed(writes, all, list);
    if (by_file.size() > 1) {
      for (auto& [file, losses] : by_file) add_completed(writes, losses, list);
    }
    for (auto write = writes.rbegin(); write != writes.rend(); ++write) {
      if (list.is_full()) {
        list.leave_out(static_cast<std::uint64_t>(writes.rend() - write));
        return;
      }
      if (*write != last) add_completed(writes, {{*write, lost_fate}}, list);
      const std::uint64_t length = effects_.event(*write).length;
      if (length <= kWholeBytes) continue;
      std::set<std::uint64_t> borders{kWholeBytes, length / 2 / kWholeBytes * kWholeBytes,
                                      (length - 1) / kWholeBytes * kWholeBytes};
      borders.erase(0);
      for (const std::uint64_t bytes : borders) {
        add_completed(writes, {{*write, {Fate::How::head, bytes, {}}}}, list);
      }
    }
  }

  // An older commit, and what was synced since: all else that came after it is lost, and of what
  // came before it the data may be.
  void add_logs(std::uint64_t failed_after, SurvivalList& list) const {
    const std::vector<std::uint64_t> writes = durability_.uncertain_writes(failed_after);
    const std::vector<std::uint64_t> names = durability_.uncertain_names(failed_after);
    std::vector<std::uint64_t> uncertain;
    std::ranges::merge(writes, names, std::back_inserter(uncertain));
    Losses losses;
    for (auto event = uncertain.rbegin(); event != uncertain.rend(); ++event) {
      if (list.is_full()) {
        list.leave_out(static_cast<std::uint64_t>(uncertain.rend() - event));
        return;
      }
      losses[*event] = lost_fate;
      add_completed(writes, losses, list);
      Losses without_data = losses;
      for (const std::uint64_t write : writes) without_data[write] = lost_fate;
      if (without_data.size() > losses.size()) add_completed(writes, without_data, list);
    }
  }

  const Effects& effects_;
  Durability durability_;
};

std::unique_ptr<SurvivalSource> over(const Effects& effects) {
  return std::make_unique<BtrfsSource>(effects);
}

}  // namespace

const PersistenceModel btrfs{
    .name = "btrfs",
    .summary = "whole commits; fsync adds one file to the last, and not what was renamed before",
    .file_systems = "btrfs with default options",
    .weakness = 2,
    .permits =
        R"(A full commit at any moment: all changes of names until then, with each file's data there or not (observed).
On top of an older commit, each fsync, fdatasync or msync of a file since then adds the file's data, its names, its parents and what stood in the place of its names, and nothing of other files: names are not a prefix (observed).
fsync of a directory adds its entries; new files in it may be empty (observed). sync and syncfs are full commits (documented).
No NUL where there was data, no tear within 64 KiB of one write (observed); larger writes are cut at multiples of that (assumed). Of a file that grew the data is a prefix (observed).
A file renamed over another, or rewritten after O_TRUNC: old, empty or new (observed).)",
    .fates = {Fate::How::lost, Fate::How::head},
    .over = over,
};

}  // namespace crashproof::persistence
