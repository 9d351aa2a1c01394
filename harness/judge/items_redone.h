// How many items of work were taken up again because of a crash.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/judge/items.h"
#include "harness/model/event.h"

namespace crashproof {

struct ItemsRedone {
  std::uint64_t items = 0;
  std::uint64_t in_flight = 0;  // of these, the ones that were being worked on when a run ended

  bool operator==(const ItemsRedone&) const = default;
};

// `runs` are those of one trial, the crashed one first; `usual` is the crash-free run, `rerun` the
// one after success, without Events if it was not recorded. All with Events `open`.
// - What each run does to an item whether or not there is work is no work on it: of each run so
//   many opens as `rerun` makes of it do not count, and likewise so many Events that make it and so
//   many that change it.
// - An item counts once for each resume that works on it so that all runs of the trial together
//   open it, make it or change it more often than the crash-free run. So a job of several stages,
//   each of which opens the item, may go on with the next one.
// - It was in flight if some process or thread of an earlier run had worked on no other since. What
//   one was at when it ended is in flight in its parent, until that or a child works on another.
// Of several groups the one with the most items counts. Pure, linear in the number of Events.
ItemsRedone items_redone(const ItemRules& rules, std::span<const Event> usual,
                         std::span<const Event> rerun,
                         const std::vector<std::span<const Event>>& runs);

}  // namespace crashproof
