// Plug-in: a pure function from Evidence to Verdict. One file in scenarios/checks each.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

// What the user of a campaign allows, for the checks that need a number to hold against.
struct CheckLimits {
  // How much may be done again after each crash; nullopt: any amount.
  std::optional<std::uint64_t> redo_bound;
  // The unit of the bound: items, or Events where nobody knows what an item is.
  bool redo_in_items = true;
  // So many items may be in work at once: one for each process and thread that takes items up.
  std::uint64_t in_flight = 1;
  // Messages of these kinds promise to the outside that what came before them is done; of the ends
  // of processes that of the whole job, if it is a success.
  std::vector<EventKind> promises = {EventKind::send, EventKind::output, EventKind::exit};

  bool operator==(const CheckLimits&) const = default;
};

struct Check {
  std::string_view name;     // e.g. "no-loss"
  std::string_view promise;  // what holds, one clause, e.g. "every record of the baseline is there"
  Verdict (*judge)(const Evidence& evidence, const CheckLimits& limits);
  // False where the trial puts nothing to this check, such as how a job stops that nobody asked to
  // stop: then there is no verdict, neither a good nor an open one. Null: it is always asked.
  bool (*applies)(const Evidence& evidence, const CheckLimits& limits) = nullptr;
};

}  // namespace crashproof
