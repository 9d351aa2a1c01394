// Finds the random part of names; the rules are in unstable_names.h.
#include "harness/plan/unstable_names.h"

#include <algorithm>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

constexpr std::size_t kRandomRunCharacters = 6;  // what mkstemp makes
constexpr std::size_t kNamesToCompare = 3;       // fewer may agree in a character by chance

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool in_run(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

// Calls visit(run) for each longest run of [A-Za-z0-9_].
template <typename Visit>
void each_run(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && in_run(text[end])) ++end;
    if (end > i) visit(text.substr(i, end - i));
    i = std::max(end, i + 1);
  }
}

// Calls visit(component, path up to its end) for each component of a path, in order.
template <typename Visit>
void each_component(std::string_view path, Visit visit) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    visit(path.substr(begin, end - begin), path.substr(0, end));
    begin = end + 1;
  }
}

bool target_is_path(EventKind kind) {
  return kind == EventKind::link || kind == EventKind::rename || kind == EventKind::exchange;
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}
std::size_t common_suffix(std::string_view a, std::string_view b) {
  std::size_t length = 0;
  while (length < a.size() && length < b.size() && a.rbegin()[length] == b.rbegin()[length]) {
    ++length;
  }
  return length;
}

}  // namespace

UnstableNames::UnstableNames(const Trace& trace, const std::set<std::string>& unstable_paths)
    : unstable_(unstable_paths.begin(), unstable_paths.end()) {
  // Where nothing is unstable nothing is asked of the rest.
  if (unstable_.empty()) return;
  std::unordered_set<std::string_view> read;
  for (const Event& event : trace.events) {
    if (read.insert(event.path).second) learn_stable(event.path);
    if (!target_is_path(event.kind)) continue;
    if (read.insert(event.target).second) learn_stable(event.target);
  }
  for (const std::string& path : unstable_) learn_alike(path);
}

void UnstableNames::learn_stable(std::string_view path) {
  each_component(path, [&](std::string_view component, std::string_view up_to_here) {
    if (unstable_.contains(up_to_here)) return;
    each_run(component, [&](std::string_view run) { stable_runs_.emplace(run); });
  });
}

void UnstableNames::learn_alike(std::string_view path) {
  each_component(path, [&](std::string_view component, std::string_view up_to_here) {
    if (!unstable_.contains(up_to_here)) return;
    const Parts parts = parts_of(component);
    if (parts.random.empty()) return;
    const auto [known, is_new] =
        alike_.try_emplace({parts.before, parts.after},
                           Common{parts.random, parts.random.size(), parts.random.size(), {}});
    Common& common = known->second;
    common.names.insert(component);
    common.prefix = std::min(common.prefix, common_prefix(common.sample, parts.random));
    common.suffix = std::min(common.suffix, common_suffix(common.sample, parts.random));
  });
}

bool UnstableNames::is_random(std::string_view run) const {
  if (stable_runs_.contains(std::string(run))) return false;
  return run.size() >= kRandomRunCharacters || std::ranges::any_of(run, is_digit);
}

// Words may be long, but have no digits.
bool UnstableNames::is_mark(std::string_view run) const {
  return is_random(run) && std::ranges::any_of(run, is_digit);
}

UnstableNames::Parts UnstableNames::parts_of(std::string_view component) const {
  std::size_t begin = component.size();
  std::size_t end = component.size();
  each_run(component, [&](std::string_view run) {
    if (!is_random(run)) return;
    const auto at = static_cast<std::size_t>(run.data() - component.data());
    begin = std::min(begin, at);
    end = at + run.size();
  });
  return {component.substr(0, begin), component.substr(begin, end - begin), component.substr(end)};
}

// A run of the job may give all its names one random part: they have that in common, but not with
// those of the next run.
std::string_view UnstableNames::before_random(std::string_view common) const {
  std::size_t end = common.size();
  each_run(common, [&](std::string_view run) {
    if (is_mark(run)) end = std::min(end, static_cast<std::size_t>(run.data() - common.data()));
  });
  return common.substr(0, end);
}

std::string_view UnstableNames::after_random(std::string_view common) const {
  std::size_t begin = 0;
  each_run(common, [&](std::string_view run) {
    if (is_mark(run)) begin = static_cast<std::size_t>(run.data() - common.data()) + run.size();
  });
  return common.substr(begin);
}

std::string UnstableNames::component_glob(std::string_view component, bool first_unstable) const {
  const Parts parts = parts_of(component);
  if (parts.random.empty()) return first_unstable ? "*" : glob_quoted(component);
  std::size_t prefix = 0;
  std::size_t suffix = 0;
  const auto known = alike_.find({parts.before, parts.after});
  if (known != alike_.end() && known->second.names.size() >= kNamesToCompare) {
    prefix = std::min(known->second.prefix, parts.random.size());
    suffix = std::min(known->second.suffix, parts.random.size() - prefix);
  }
  const std::string_view random = parts.random;
  return glob_quoted(parts.before) + glob_quoted(before_random(random.substr(0, prefix))) + "*" +
         glob_quoted(after_random(random.substr(random.size() - suffix))) +
         glob_quoted(parts.after);
}

std::string UnstableNames::glob_for(const std::string& path) const {
  if (!unstable_.contains(path)) return glob_quoted(path);
  std::string glob;
  bool below_unstable = false;
  each_component(path, [&](std::string_view component, std::string_view up_to_here) {
    if (up_to_here.size() > component.size()) glob += '/';
    if (!unstable_.contains(up_to_here)) {
      glob += glob_quoted(component);
      return;
    }
    glob += component_glob(component, !below_unstable);
    below_unstable = true;
  });
  return glob;
}

}  // namespace crashproof
