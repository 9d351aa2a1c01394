// What POSIX promises, and no more.
#include <algorithm>
#include <array>

#include "faults/persistence/durability.h"
#include "faults/persistence/models.h"
#include "faults/persistence/survival_list.h"

namespace crashproof::persistence {
namespace {

// Whatever another model permits, this one does as well: their states come along, since any of them
// is one of the many subsets that nobody could list in full.
class PosixSource : public SurvivalSource {
 public:
  PosixSource(const PersistenceModel& model, bool rename_is_atomic, const Effects& effects)
      : model_(model),
        rename_is_atomic_(rename_is_atomic),
        effects_(effects),
        durability_(effects, SyncReach::posix),
        stronger_{ext4_ordered.over(effects), xfs.over(effects), btrfs.over(effects)} {}

  std::uint64_t survivals(std::uint64_t failed_after, const PersistenceLimits& limits,
                          const std::function<void(Survival)>& hand_over) const override {
    SurvivalList list(model_.name, effects_, failed_after, limits, hand_over);
    if (failed_after > 0) add_own(failed_after, list);
    std::uint64_t left_out = list.left_out();
    for (const auto& source : stronger_) {
      left_out += source->survivals(failed_after, limits, [&](Survival survival) {
        survival.model = std::string(model_.name);
        hand_over(std::move(survival));
      });
    }
    return left_out;
  }

  std::uint64_t possible_until(const Survival& survival) const override {
    return durability_.possible_until(survival);
  }

 private:
  void add_own(std::uint64_t failed_after, SurvivalList& list) const {
    const std::uint64_t last = failed_after - 1;
    const bool write = effects_.is_write(last);
    const EventKind kind = effects_.event(last).kind;
    const bool sync = kind == EventKind::fsync || kind == EventKind::fdatasync ||
                      kind == EventKind::msync || kind == EventKind::sync;
    if (!write && !sync && !effects_.is_change_of_names(last)) return;
    const std::vector<std::uint64_t> names = durability_.uncertain_names(failed_after);
    const std::vector<std::uint64_t> writes = durability_.uncertain_writes(failed_after);
    Losses lost_names, lost;
    for (const std::uint64_t name : names) {
      if (name != last) lost_names[name] = lost_fate;
    }
    lost = lost_names;
    for (const std::uint64_t other : writes) {
      if (other != last) lost[other] = lost_fate;
    }
    list.add(lost);
    if (sync) return;
    if (!lost_names.empty() && lost_names.size() < lost.size()) list.add(lost_names);
    add_parts(last, list);
    add_each_name(last, names, list);
  }

  void add_parts(std::uint64_t last, SurvivalList& list) const {
    if (effects_.is_write(last)) {
      for (const Fate& torn : torn_page_of(effects_, last)) list.add({{last, torn}});
    } else if (!rename_is_atomic_ && effects_.event(last).kind == EventKind::rename) {
      list.add({{last, {Fate::How::both, 0, {}}}});
      list.add({{last, {Fate::How::neither, 0, {}}}});
    }
  }

  // Each earlier name lost, the last Event and all else kept.
  void add_each_name(std::uint64_t last, const std::vector<std::uint64_t>& names,
                     SurvivalList& list) const {
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
      if (list.is_full()) {
        list.leave_out(static_cast<std::uint64_t>(names.rend() - name));
        return;
      }
      if (*name != last) list.add({{*name, lost_fate}});
    }
  }

  const PersistenceModel& model_;
  bool rename_is_atomic_;
  const Effects& effects_;
  Durability durability_;
  std::array<std::unique_ptr<SurvivalSource>, 3> stronger_;
};

std::unique_ptr<SurvivalSource> over(const Effects& effects) {
  return std::make_unique<PosixSource>(posix_minimum, true, effects);
}
std::unique_ptr<SurvivalSource> over_torn_rename(const Effects& effects) {
  return std::make_unique<PosixSource>(posix_minimum_torn_rename, false, effects);
}

}  // namespace

const PersistenceModel posix_minimum{
    .name = "posix-minimum",
    .summary = "only what was synced is certain; all else in any order",
    .file_systems = "",
    .weakness = 3,
    .permits =
        R"(Data and size survive if the file was synced after them (documented). sync and syncfs keep everything (documented for Linux).
A name survives if its directory was synced after it; a rename between two directories if both were (documented).
Everything else: any subset, in any order, a write torn at 512 bytes, NUL or nothing in place of data (assumed). Of these it lists what other models permit, each change of names lost alone, and all lost but the last.
A rename is whole or not at all (assumed: POSIX does not say so of a crash).)",
    .fates = {Fate::How::lost, Fate::How::zeros, Fate::How::head, Fate::How::pages},
    .over = over,
};

const PersistenceModel posix_minimum_torn_rename{
    .name = "posix-minimum-torn-rename",
    .summary = "as posix-minimum, and a rename may leave both names or neither",
    .file_systems = "",
    .weakness = 4,
    .permits = R"(As posix-minimum, except:
A rename may leave the file under both names, or under neither, with what was at the new name before (documented: POSIX makes rename atomic to other processes, not to a crash).)",
    .fates = {Fate::How::lost, Fate::How::zeros, Fate::How::head, Fate::How::pages, Fate::How::both,
              Fate::How::neither},
    .over = over_torn_rename,
};

}  // namespace crashproof::persistence
