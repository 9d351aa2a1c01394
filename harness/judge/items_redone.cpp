// Follows who is at which item, and counts each run's opens beyond those of a rerun after success.
#include "harness/judge/items_redone.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "harness/judge/made_again.h"
#include "harness/model/schedule.h"

namespace crashproof {
namespace {

// Ways to be at an item, held apart: another run may open it anew without changing it.
enum class Touch : std::uint8_t { opens, makes, changes };

Touch touch_of(EventKind kind) {
  if (kind == EventKind::open) return Touch::opens;
  return makes_file(kind) ? Touch::makes : Touch::changes;
}

// By item and way; the names are views into the traces.
using Touches = std::map<std::pair<std::string_view, Touch>, std::uint64_t>;

std::uint64_t count_of(const Touches& touches, const Touches::key_type& key) {
  const auto found = touches.find(key);
  return found == touches.end() ? 0 : found->second;
}

class ItemNames {
 public:
  ItemNames(const std::vector<std::string>& globs, const std::vector<std::string>& files)
      : globs_(globs), files_(files.begin(), files.end()) {}

  bool has(const std::string& path) {
    if (globs_.empty()) return files_.contains(path);
    const auto [known, is_new] = matched_.try_emplace(path, false);
    if (is_new) {
      known->second = std::ranges::any_of(
          globs_, [&](const std::string& glob) { return glob_matches(glob, path); });
    }
    return known->second;
  }

 private:
  const std::vector<std::string>& globs_;
  std::unordered_set<std::string_view> files_;
  std::unordered_map<std::string_view, bool> matched_;  // keys are views into the traces
};

// "main/2+3" is a thread of "main/2", that a child of "main"; nullopt for the first process.
std::optional<std::string_view> parent_of(std::string_view role) {
  const std::size_t end = role.find_last_of("/+");
  if (end == std::string_view::npos) return std::nullopt;
  return role.substr(0, end);
}

// Who is at what in one run, and how often each item was touched beyond `no_work`.
class Work {
 public:
  Work(std::span<const Event> events, ItemNames& names, const Touches& no_work)
      : names_(names), no_work_(no_work) {
    for (const Event& event : events) see(event);
  }

  const Touches& touches() const { return touches_; }
  std::set<std::string_view> in_flight() const {
    std::set<std::string_view> items;
    for (const auto& [role, item] : latest_) items.insert(item);
    for (const auto& [role, left] : inherited_) items.insert(left.begin(), left.end());
    return items;
  }

 private:
  void see(const Event& event) {
    if (event.kind == EventKind::exit) leave_to_parent(event.process);
    touch(event.process, event.path, touch_of(event.kind));
    const bool target_is_path = event.kind == EventKind::link || event.kind == EventKind::rename ||
                                event.kind == EventKind::exchange;
    if (target_is_path) touch(event.process, event.target, touch_of(event.kind));
  }
  void touch(std::string_view role, const std::string& path, Touch way) {
    if (!names_.has(path)) return;
    const Touches::key_type key{path, way};
    if (++seen_[key] <= count_of(no_work_, key)) return;
    ++touches_[key];
    latest_[role] = path;
    inherited_.erase(role);
    for (auto parent = parent_of(role); parent; parent = parent_of(*parent)) {
      inherited_.erase(*parent);
    }
  }
  void leave_to_parent(std::string_view role) {
    const auto parent = parent_of(role);
    if (!parent) return;
    if (const auto last = latest_.extract(role)) inherited_[*parent].insert(last.mapped());
    if (auto left = inherited_.extract(role)) inherited_[*parent].merge(left.mapped());
  }

  ItemNames& names_;
  const Touches& no_work_;
  Touches seen_;
  Touches touches_;
  std::map<std::string_view, std::string_view> latest_;               // by role
  std::map<std::string_view, std::set<std::string_view>> inherited_;  // by role: of ended children
};

ItemsRedone redone_among(ItemNames names, std::span<const Event> usual,
                         std::span<const Event> rerun,
                         const std::vector<std::span<const Event>>& runs) {
  const Touches nothing;
  const Touches of_rerun = Work(rerun, names, nothing).touches();
  const Touches of_usual = Work(usual, names, of_rerun).touches();
  Touches made;
  std::set<std::string_view> in_flight;
  ItemsRedone redone;
  for (const std::span<const Event> run : runs) {
    const Work work(run, names, of_rerun);
    std::set<std::string_view> again;
    for (const auto& [key, times] : work.touches()) {
      if (made_again(made[key], times, count_of(of_usual, key)) > 0) again.insert(key.first);
    }
    redone.items += again.size();
    redone.in_flight += static_cast<std::uint64_t>(std::ranges::count_if(
        again, [&](std::string_view item) { return in_flight.contains(item); }));
    in_flight.merge(work.in_flight());
  }
  return redone;
}

}  // namespace

ItemsRedone items_redone(const ItemRules& rules, std::span<const Event> usual,
                         std::span<const Event> rerun,
                         const std::vector<std::span<const Event>>& runs) {
  if (!rules.globs.empty()) return redone_among({rules.globs, {}}, usual, rerun, runs);
  ItemsRedone most;
  for (const std::vector<std::string>& group : rules.groups) {
    const ItemsRedone redone = redone_among({rules.globs, group}, usual, rerun, runs);
    if (redone.items > most.items) most = redone;
  }
  return most;
}

}  // namespace crashproof
