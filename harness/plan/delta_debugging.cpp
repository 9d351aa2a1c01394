// ddmin over lists of names, with a memory of what was asked.
#include "harness/plan/delta_debugging.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace crashproof {
namespace {

using Items = std::vector<std::string>;

// From part `number` of so many nearly equal parts, or from all the others.
Items part_of(const Items& items, std::size_t number, std::size_t parts, bool others) {
  const std::size_t begin = number * items.size() / parts;
  const std::size_t end = (number + 1) * items.size() / parts;
  Items chosen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if ((i >= begin && i < end) != others) chosen.push_back(items[i]);
  }
  return chosen;
}

class Search {
 public:
  Search(const std::function<bool(const Items&)>& fails, std::uint64_t at_most)
      : fails_(fails), at_most_(at_most) {}

  FewestItems run(Items items) {
    if (fails({})) return {{}, tried(), true};
    std::size_t parts = 2;
    while (items.size() > 1 && !exhausted_) {
      if (std::optional<Items> one = failing_part(items, parts, false)) {
        items = std::move(*one);
        parts = 2;
      } else if (std::optional<Items> rest = failing_part(items, parts, true)) {
        items = std::move(*rest);
        parts = std::max<std::size_t>(parts - 1, 2);
      } else if (parts == items.size()) {
        break;
      } else {
        parts = std::min(parts * 2, items.size());
      }
    }
    return {std::move(items), tried(), !exhausted_};
  }

 private:
  std::uint64_t tried() const { return known_.size(); }

  std::optional<Items> failing_part(const Items& items, std::size_t parts, bool others) {
    for (std::size_t number = 0; number < parts; ++number) {
      Items part = part_of(items, number, parts, others);
      if (fails(part)) return part;
    }
    return std::nullopt;
  }

  bool fails(const Items& items) {
    const auto known = known_.find(items);
    if (known != known_.end()) return known->second;
    exhausted_ = exhausted_ || tried() >= at_most_;
    if (exhausted_) return false;
    return known_.emplace(items, fails_(items)).first->second;
  }

  const std::function<bool(const Items&)>& fails_;
  std::uint64_t at_most_;
  std::map<Items, bool> known_;
  bool exhausted_ = false;
};

}  // namespace

FewestItems fewest_failing(std::vector<std::string> items,
                           const std::function<bool(const std::vector<std::string>&)>& fails,
                           std::uint64_t at_most) {
  return Search(fails, at_most).run(std::move(items));
}

}  // namespace crashproof
