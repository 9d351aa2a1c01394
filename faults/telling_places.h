// Where a recorded run is worth trying a fault: each kind of place, early, halfway and late, within
// a bound. A fault that needs a live run costs one each, so not every Event can have one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/fault.h"

namespace crashproof::faults {

// Live runs at most for one parameter of one fault, and states at most for one change.
constexpr std::size_t most_live_places = 64;
constexpr std::size_t most_changed_states = 256;

// `at_most` of so many things, the first and the last among them, evenly between.
std::vector<std::size_t> spread(std::size_t count, std::size_t at_most);
template <typename Item>
std::vector<Item> spread(const std::vector<Item>& items, std::size_t at_most) {
  std::vector<Item> chosen;
  for (const std::size_t index : spread(items.size(), at_most)) chosen.push_back(items[index]);
  return chosen;
}

// "parts/0017.csv" -> "parts/#.csv": files that a job handles alike.
std::string path_class(std::string_view path);

using EventTest = std::function<bool(const Event&)>;

// Of all Events that pass, by kind and class of path: the first, the middle and the last. In order.
std::vector<std::uint64_t> telling_events(const Trace& trace, const EventTest& passes);
// All Events that pass, spread.
std::vector<std::uint64_t> spread_events(const Trace& trace, const EventTest& passes,
                                         std::size_t at_most);

// Positions of states at which a run can be met: whole Events only, neither start nor end.
std::vector<Position> inner_states(const FaultGround& ground, std::size_t at_most);
// Positions of states, start and end included, cuts in writes not: so many of them, spread.
std::vector<Position> states_to_change(const FaultGround& ground, std::size_t at_most);

// Of the inputs those that look like items of work: the largest group in one directory with one
// ending, at least two, in order of first reading. Programs and settings stand alone, or have
// endings of source code.
std::vector<std::string> item_inputs(const FaultGround& ground);

}  // namespace crashproof::faults
