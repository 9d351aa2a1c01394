// For each moment: what the last Event adds, whole or in part, with everything else kept, with all
// else lost, with each other write lost, and with names cut off before it.
#include "faults/persistence/journal.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace crashproof::persistence {
namespace {

// Places where names are cut off below one write: each costs as much as there are names.
constexpr std::size_t kMostCuts = 64;

bool is_visible(EventKind kind) {
  return kind != EventKind::chown && kind != EventKind::utimens && kind != EventKind::setxattr &&
         kind != EventKind::removexattr && kind != EventKind::tmpfile;
}

// What holds for single writes whatever the moment; found in one pass.
struct WriteTraits {
  std::uint64_t replaced_at = never;  // the file then took the place of another by a rename
  std::uint64_t cut_at = never;       // the file was last cut before this write by this Event
  bool rewrites = false;              // … and to nothing
};

class JournalSource : public SurvivalSource {
 public:
  JournalSource(const JournalRules& rules, const Effects& effects)
      : rules_(rules), effects_(effects), durability_(effects, SyncReach::journal) {
    find_traits();
  }

  std::uint64_t survivals(std::uint64_t failed_after, const PersistenceLimits& limits,
                          const std::function<void(Survival)>& hand_over) const override {
    SurvivalList list(rules_.name, effects_, failed_after, limits, hand_over);
    if (failed_after == 0) {
      list.add({});
      return 0;
    }
    const std::uint64_t last = failed_after - 1;
    const bool write = effects_.is_write(last);
    if (!write && !effects_.is_change_of_names(last)) return 0;
    list.add({});
    if (!write && !is_visible(effects_.event(last).kind)) return 0;
    Moment moment{last, durability_.uncertain_writes(failed_after), {}, list};
    if (write) moment.names = durability_.uncertain_names(failed_after);
    add_parts_of_last(moment);
    add_groups(moment);
    add_each_other_write(moment);
    if (write) add_without_names(moment);
    return list.left_out();
  }

  std::uint64_t possible_until(const Survival& survival) const override {
    return durability_.possible_until(survival);
  }

 private:
  struct Moment {
    std::uint64_t last;
    std::vector<std::uint64_t> writes;  // that may be lost
    std::vector<std::uint64_t> names;   // likewise; only if `last` is a write
    SurvivalList& list;
  };

  FileId file_of(std::uint64_t event) const { return effects_[event].file; }

  void find_traits() {
    std::map<FileId, std::uint64_t> cut_at;
    std::map<FileId, std::vector<std::uint64_t>> writes;
    for (std::uint64_t i = 0; i < effects_.size(); ++i) {
      const Event& event = effects_.event(i);
      const Effect& effect = effects_[i];
      if (effects_.is_write(i)) {
        WriteTraits& traits = traits_[i];
        if (const auto cut = cut_at.find(effect.file); cut != cut_at.end()) {
          traits.cut_at = cut->second;
          traits.rewrites = effects_.event(cut->second).length == 0;
        }
        writes[effect.file].push_back(i);
      } else if (event.kind == EventKind::truncate && effect.file != 0) {
        cut_at[effect.file] = i;
      } else if (event.kind == EventKind::rename && effect.file != 0 && effect.other != 0) {
        for (const std::uint64_t write : writes[effect.file]) {
          if (traits_[write].replaced_at == never) traits_[write].replaced_at = i;
        }
      }
    }
  }

  // Adds what these losses bring with them, and takes out what the rules do not let be lost.
  void complete(const Moment& moment, bool replacing_waits, Losses& losses) const {
    std::uint64_t first_name = never;
    for (const auto& [event, fate] : losses) {
      if (!effects_.is_write(event)) first_name = std::min(first_name, event);
    }
    if (replacing_waits) {
      std::erase_if(losses, [&](const auto& loss) {
        return effects_.is_write(loss.first) &&
               is_protected(moment, loss.first, loss.second, losses);
      });
    }
    if (losses.empty() || (rules_.size_before_data && first_name == never)) return;
    std::set<FileId> stopped;  // nothing more is added to these
    for (auto at = std::ranges::lower_bound(moment.writes, losses.begin()->first);
         at != moment.writes.end(); ++at) {
      const bool grows = effects_.extends(*at);
      const bool follows =
          (grows && stopped.contains(file_of(*at))) || names_forbid(*at, first_name, losses);
      if (follows) losses.try_emplace(*at, lost_fate);
      if (grows && !rules_.size_before_data && losses.contains(*at)) stopped.insert(file_of(*at));
    }
  }

  // Whether a name that was lost takes this later write along: a size that grew is written to the
  // journal after the names before it. Data written after a cut may be there although the cut is
  // not.
  bool names_forbid(std::uint64_t write, std::uint64_t first_name, const Losses& losses) const {
    if (first_name >= write) return false;
    const std::uint64_t cut = traits_.at(write).cut_at;
    if (cut != never && losses.contains(cut)) return false;
    return effects_.extends(write);
  }

  bool is_protected(const Moment& moment, std::uint64_t write, const Fate& fate,
                    const Losses& losses) const {
    const WriteTraits& traits = traits_.at(write);
    const bool replaced = traits.replaced_at <= moment.last;
    if (replaced && !losses.contains(traits.replaced_at)) return true;
    return traits.rewrites && (fate.how == Fate::How::zeros || fate.how == Fate::How::pages);
  }

  void add(const Moment& moment, Losses losses) const {
    if (moment.list.is_full()) return moment.list.leave_out(1);
    Losses waited = losses;
    complete(moment, rules_.replacing_waits_for_data, losses);
    if (!losses.empty()) moment.list.add(losses);
    if (rules_.replacing_waits_for_data || !rules_.size_before_data) return;
    // Data may have won the race for the files that replace others alone.
    complete(moment, true, waited);
    if (!waited.empty() && waited != losses) moment.list.add(waited);
  }

  std::vector<Fate> parts_of(std::uint64_t write, SurvivalList& list) const {
    const bool grows = effects_.extends(write);
    std::vector<Fate> parts = heads_of(effects_, write, list);
    if (!grows || rules_.size_before_data) {
      for (Fate& mix : page_mixes_of(effects_, write, list)) parts.push_back(std::move(mix));
    }
    if (!grows) {
      for (Fate& torn : torn_page_of(effects_, write)) parts.push_back(std::move(torn));
    }
    if (grows && rules_.size_before_data) parts.push_back(zeros_fate);
    return parts;
  }

  void add_parts_of_last(const Moment& moment) const {
    if (!effects_.is_write(moment.last)) return;
    for (const Fate& part : parts_of(moment.last, moment.list)) add(moment, {{moment.last, part}});
  }

  // All other writes that may be lost, and those of each file, lost or as NUL.
  void add_groups(const Moment& moment) const {
    std::map<FileId, std::vector<std::uint64_t>> by_file;
    for (const std::uint64_t write : moment.writes) by_file[file_of(write)].push_back(write);
    add_group(moment, moment.writes);
    if (by_file.size() < 2) return;
    for (const auto& [file, writes] : by_file) add_group(moment, writes);
  }

  void add_group(const Moment& moment, const std::vector<std::uint64_t>& writes) const {
    Losses lost, zeros, zeros_with_last;
    for (const std::uint64_t write : writes) {
      if (write != moment.last) lost[write] = lost_fate;
      if (!effects_.extends(write)) continue;
      zeros_with_last[write] = zeros_fate;
      if (write != moment.last) zeros[write] = zeros_fate;
    }
    if (!lost.empty()) add(moment, lost);
    if (!rules_.size_before_data) return;
    if (!zeros.empty()) add(moment, zeros);
    if (zeros_with_last.size() > zeros.size()) add(moment, zeros_with_last);
  }

  void add_each_other_write(const Moment& moment) const {
    for (auto write = moment.writes.rbegin(); write != moment.writes.rend(); ++write) {
      if (*write == moment.last) continue;
      if (moment.list.is_full()) {
        moment.list.leave_out(static_cast<std::uint64_t>(moment.writes.rend() - write));
        return;
      }
      add(moment, {{*write, lost_fate}});
      for (const Fate& part : parts_of(*write, moment.list)) add(moment, {{*write, part}});
    }
  }

  // The write is there although names before it are not.
  void add_without_names(const Moment& moment) const {
    // A file that grew, and was not cut before, never comes before older names.
    if (effects_.extends(moment.last) && traits_.at(moment.last).cut_at == never) return;
    Losses losses;
    std::size_t cuts = 0;
    for (auto name = moment.names.rbegin(); name != moment.names.rend(); ++name) {
      if (moment.list.is_full() || ++cuts > kMostCuts) {
        moment.list.leave_out(static_cast<std::uint64_t>(moment.names.rend() - name));
        return;
      }
      losses[*name] = lost_fate;
      if (names_forbid(moment.last, *name, losses)) continue;
      add(moment, losses);
      Losses alone = losses;
      for (const std::uint64_t write : moment.writes) {
        if (write != moment.last) alone[write] = lost_fate;
      }
      if (alone.size() > losses.size()) add(moment, std::move(alone));
    }
  }

  const JournalRules rules_;
  const Effects& effects_;
  Durability durability_;
  std::unordered_map<std::uint64_t, WriteTraits> traits_;  // by write
};

}  // namespace

std::unique_ptr<SurvivalSource> journal_source(const JournalRules& rules, const Effects& effects) {
  return std::make_unique<JournalSource>(rules, effects);
}

}  // namespace crashproof::persistence
