// Delta debugging: which of many items it takes for something to fail. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace crashproof {

struct FewestItems {
  std::vector<std::string> items;  // in their order; with these it fails
  std::uint64_t tried = 0;         // sets that were asked about, each once
  // True: with any one of them less it passes. False: the limit came first.
  bool least = false;

  bool operator==(const FewestItems&) const = default;
};

// Zeller's ddmin, which also asks about the empty set. `fails` must hold for all the items; it is
// asked at most `at_most` times. What it throws passes through.
FewestItems fewest_failing(std::vector<std::string> items,
                           const std::function<bool(const std::vector<std::string>&)>& fails,
                           std::uint64_t at_most);

}  // namespace crashproof
