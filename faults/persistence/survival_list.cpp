// Losses to Survivals, and the ways in which one write can be cut.
#include "faults/persistence/survival_list.h"

#include <algorithm>
#include <string>

namespace crashproof::persistence {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kSectorBytes = 512;
// A mix of more pages than this would be no longer readable in a schedule.
constexpr std::uint64_t kMostPagesInAMix = 64;

struct Cut {
  std::uint64_t upto = 0;
  bool is_used = false;
};

// The lost Events of one sort, as a border from which on all is lost. The last ones in a row are
// said by the border; it may also be the first one, if fewer were kept behind it than lost.
Cut cut_of(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& lost,
           std::size_t worth) {
  if (lost.empty()) return {};
  std::size_t row = 0;  // how many at the end are lost without a gap
  auto event = all.rbegin();
  for (auto at = lost.rbegin(); at != lost.rend() && event != all.rend() && *event == *at;
       ++at, ++event) {
    ++row;
  }
  const auto first = std::ranges::lower_bound(all, lost.front());
  const std::size_t kept_behind_first = static_cast<std::size_t>(all.end() - first) - lost.size();
  if (kept_behind_first < lost.size() - row) return {lost.front(), true};
  if (row >= worth) return {lost[lost.size() - row], true};
  return {};
}

struct Pages {
  Pages(const Effects& effects, std::uint64_t index)
      : offset(effects.event(index).offset),
        length(effects.event(index).length),
        first(offset / kPageBytes),
        count((offset + length - 1) / kPageBytes - first + 1) {}
  std::uint64_t offset;
  std::uint64_t length;
  std::uint64_t first;
  std::uint64_t count;

  // So many of 0 … of - 1, both ends and what lies evenly between.
  static std::vector<std::uint64_t> spread(std::uint64_t of, std::uint64_t wanted) {
    std::vector<std::uint64_t> chosen;
    wanted = std::min(of, wanted);
    for (std::uint64_t i = 0; i < wanted; ++i) {
      chosen.push_back(wanted == 1 ? of / 2
                                   : (of - 1) / (wanted - 1) * i +
                                         (of - 1) % (wanted - 1) * i / (wanted - 1));
    }
    return chosen;
  }
};

Fate pages_fate(std::uint64_t first, std::uint64_t count,
                const std::function<bool(std::uint64_t)>& keeps) {
  Fate fate{Fate::How::pages, 0, {}};
  for (std::uint64_t page = first; page < first + count; ++page) {
    if (keeps(page)) fate.pages.push_back(page);
  }
  return fate;
}

}  // namespace

SurvivalList::SurvivalList(std::string_view model, const Effects& effects,
                           std::uint64_t failed_after, const PersistenceLimits& limits,
                           const std::function<void(Survival)>& hand_over)
    : model_(model),
      effects_(effects),
      failed_after_(failed_after),
      limits_(limits),
      hand_over_(hand_over) {}

void SurvivalList::add(const Losses& losses) {
  if (is_full()) return leave_out(1);
  ++added_;
  Survival survival;
  survival.model = std::string(model_);
  survival.failed_after = survival.names_upto = survival.data_upto = failed_after_;
  if (!losses.empty()) {
    // Only what happened since the first loss matters.
    std::vector<std::uint64_t> names, writes, lost_names, lost_writes;
    for (std::uint64_t i = losses.begin()->first; i < failed_after_; ++i) {
      const bool write = effects_.is_write(i);
      if (!write && !effects_.is_change_of_names(i)) continue;
      (write ? writes : names).push_back(i);
      const auto loss = losses.find(i);
      if (loss == losses.end() || loss->second.how != Fate::How::lost) continue;
      (write ? lost_writes : lost_names).push_back(i);
    }
    const Cut names_cut = cut_of(names, lost_names, 1);
    const Cut data_cut = cut_of(writes, lost_writes, 3);
    if (names_cut.is_used) survival.names_upto = names_cut.upto;
    if (data_cut.is_used) survival.data_upto = data_cut.upto;
    for (const std::uint64_t name : names) {
      if (name >= survival.names_upto && !losses.contains(name)) survival.fates[name] = {};
    }
    for (const std::uint64_t write : writes) {
      if (write >= survival.data_upto && !losses.contains(write)) survival.fates[write] = {};
    }
    for (const auto& [event, fate] : losses) {
      const std::uint64_t upto =
          effects_.is_write(event) ? survival.data_upto : survival.names_upto;
      if (fate.how != Fate::How::lost || event < upto) survival.fates[event] = fate;
    }
  }
  hand_over_(std::move(survival));
}

std::vector<Fate> heads_of(const Effects& effects, std::uint64_t write, SurvivalList& list) {
  std::vector<Fate> heads;
  const Pages pages(effects, write);
  const std::uint64_t wanted = list.limits().pages_per_write;
  const std::uint64_t borders = pages.count - 1;
  if (borders > wanted) list.leave_out(borders - wanted);
  for (const std::uint64_t border : Pages::spread(borders, wanted)) {
    heads.push_back({Fate::How::head, (pages.first + border + 1) * kPageBytes - pages.offset, {}});
  }
  const std::uint64_t middle = pages.length / 2;
  const bool is_border = (pages.offset + middle) % kPageBytes == 0;
  if (effects.extends(write) && middle > 0 && !(is_border && borders <= wanted)) {
    heads.push_back({Fate::How::head, middle, {}});
  }
  return heads;
}

std::vector<Fate> page_mixes_of(const Effects& effects, std::uint64_t write, SurvivalList& list) {
  std::vector<Fate> mixes;
  const Pages pages(effects, write);
  if (pages.count < 2) return mixes;
  const std::uint64_t wanted = list.limits().pages_per_write;
  if (pages.count > wanted) list.leave_out(2 * (pages.count - wanted));
  const bool few = pages.count <= kMostPagesInAMix;
  if (!few) list.leave_out(wanted + 2);
  for (const std::uint64_t chosen : Pages::spread(pages.count, wanted)) {
    const std::uint64_t page = pages.first + chosen;
    mixes.push_back({Fate::How::pages, 0, {page}});
    // Of two pages, all but one is the other alone.
    if (!few || pages.count == 2) continue;
    mixes.push_back(
        pages_fate(pages.first, pages.count, [&](std::uint64_t other) { return other != page; }));
  }
  if (few && pages.count > 3) {
    const std::uint64_t half = pages.first + pages.count / 2;
    mixes.push_back(
        pages_fate(pages.first, pages.count, [&](std::uint64_t page) { return page < half; }));
    mixes.push_back(
        pages_fate(pages.first, pages.count, [&](std::uint64_t page) { return page >= half; }));
  }
  return mixes;
}

std::vector<Fate> torn_page_of(const Effects& effects, std::uint64_t write) {
  const Event& event = effects.event(write);
  const std::uint64_t page_end = (event.offset / kPageBytes + 1) * kPageBytes;
  const std::uint64_t end = std::min(event.offset + event.length, page_end);
  const std::uint64_t first_border = event.offset / kSectorBytes + 1;
  const std::uint64_t borders = (end - 1) / kSectorBytes + 1 - first_border;
  if (borders == 0) return {};
  return {{Fate::How::head, (first_border + borders / 2) * kSectorBytes - event.offset, {}}};
}

}  // namespace crashproof::persistence
