// Looks through the list of permitted states; workloads are small enough for that.
#include "tools/validate_models/model_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace crashproof {
namespace {

// The workloads are small: nothing is to be left out for them.
constexpr PersistenceLimits kGenerous{.per_point = 1u << 16, .pages_per_write = 32};

bool same_names(const ObservedTree& tree, const PermittedNames& names) {
  return std::equal(tree.begin(), tree.end(), names.begin(), names.end(),
                    [](const auto& seen, const auto& permitted) {
                      return seen.first == permitted.first &&
                             seen.second.directory == permitted.second.directory;
                    });
}

// How far an observed content is from a state, and in what: names count more than any bytes.
struct Distance {
  std::uint64_t amount = 0;
  std::string what;
};

constexpr std::uint64_t kName = 1u << 30;

std::string first_difference(const std::string& seen, const std::string& permitted) {
  if (seen.size() != permitted.size()) {
    return fmt::format("{} bytes instead of {}", seen.size(), permitted.size());
  }
  const auto [at, other] = std::mismatch(seen.begin(), seen.end(), permitted.begin());
  return fmt::format("byte {} differs", at - seen.begin());
}

std::uint64_t bytes_apart(const std::string& seen, const std::string& permitted) {
  std::uint64_t apart = std::max(seen.size(), permitted.size());
  for (std::size_t at = 0; at < std::min(seen.size(), permitted.size()); ++at) {
    if (seen[at] == permitted[at]) --apart;
  }
  return apart;
}

Distance distance_of(const ObservedTree& tree, const PermittedState& state) {
  Distance distance;
  const auto differs = [&](std::uint64_t amount, const std::string& what) {
    distance.amount += amount;
    distance.what += (distance.what.empty() ? "" : ", ") + what;
  };
  for (const auto& [path, name] : *state.names) {
    const auto seen = tree.find(path);
    if (seen == tree.end() || seen->second.directory != name.directory) {
      differs(kName, path + " missing");
    } else if (!name.directory) {
      const std::string& permitted = *state.contents.at(path);
      if (seen->second.content == permitted) continue;
      differs(bytes_apart(seen->second.content, permitted),
              path + ": " + first_difference(seen->second.content, permitted));
    }
  }
  for (const auto& [path, node] : tree) {
    if (!state.names->contains(path)) differs(kName, path + " should not be there");
  }
  return distance;
}

}  // namespace

ModelCheck::ModelCheck(const PersistenceModel& model, const RecordedWorkload& recorded)
    : trace_(recorded.trace), states_(model, recorded.trace, recorded.initial, kGenerous) {}

ModelCheck::Answer ModelCheck::permits(const ObservedTree& tree, const EventRange& range) const {
  bool composed = false;
  for (std::uint64_t moment = range.finished; moment <= range.begun; ++moment) {
    if (is_listed(tree, moment)) return Answer::listed;
    composed = composed || is_composed(tree, moment);
  }
  if (composed) return Answer::composed;
  return states_.left_out() != 0 ? Answer::undecided : Answer::forbidden;
}

bool ModelCheck::is_listed(const ObservedTree& tree, std::uint64_t moment) const {
  return std::ranges::any_of(states_.states(), [&](const PermittedState& state) {
    if (!state.possible_at(moment) || !same_names(tree, *state.names)) return false;
    return std::ranges::all_of(*state.names, [&](const auto& named) {
      const auto& [path, name] = named;
      return name.directory || tree.at(path).content == *state.contents.at(path);
    });
  });
}

bool ModelCheck::is_composed(const ObservedTree& tree, std::uint64_t moment) const {
  std::set<const SurvivingChanges*> tried;
  return std::ranges::any_of(states_.states(), [&](const PermittedState& state) {
    if (!state.possible_at(moment) || !tried.insert(state.changes).second) return false;
    if (!same_names(tree, *state.names)) return false;
    return std::ranges::all_of(*state.names, [&](const auto& named) {
      const auto& [path, name] = named;
      return name.directory || fits(name.file, tree.at(path).content, state.changes, moment);
    });
  });
}

std::vector<std::uint64_t> ModelCheck::borders_of(FileId file, std::uint64_t size) const {
  constexpr std::uint64_t kPageBytes = 4096;
  std::set<std::uint64_t> borders = {0, size};
  for (std::uint64_t at = kPageBytes; at < size; at += kPageBytes) borders.insert(at);
  for (const std::uint64_t change : states_.effects().changes_of_content(file)) {
    const Event& event = trace_.events[change];
    for (const std::uint64_t at : {event.offset, event.offset + event.length}) {
      if (at < size) borders.insert(at);
    }
  }
  return {borders.begin(), borders.end()};
}

bool ModelCheck::fits(FileId file, const std::string& content, const SurvivingChanges* changes,
                      std::uint64_t moment) const {
  std::set<const std::string*> permitted;
  for (const PermittedState& state : states_.states()) {
    if (!state.possible_at(moment) || state.changes != changes) continue;
    for (const auto& [path, name] : *state.names) {
      if (!name.directory && name.file == file) permitted.insert(state.contents.at(path));
    }
  }
  const auto any_has = [&](const auto& property) {
    return std::ranges::any_of(permitted, [&](const std::string* one) { return property(*one); });
  };
  if (!any_has([&](const std::string& one) { return one.size() == content.size(); })) return false;
  const std::vector<std::uint64_t> borders = borders_of(file, content.size());
  const std::string_view seen = content;
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
    const std::uint64_t length = borders[i + 1] - borders[i];
    const std::string_view piece = seen.substr(borders[i], length);
    if (!any_has([&](const std::string& one) {
          return one.size() >= borders[i + 1] &&
                 std::string_view(one).substr(borders[i], length) == piece;
        })) {
      return false;
    }
  }
  return true;
}

std::string ModelCheck::nearest(const ObservedTree& tree, const EventRange& range) const {
  const PermittedState* nearest = nullptr;
  Distance least;
  for (const PermittedState& state : states_.states()) {
    if (state.until < range.finished || state.from > range.begun) continue;
    Distance distance = distance_of(tree, state);
    if (nearest != nullptr && distance.amount >= least.amount) continue;
    nearest = &state;
    least = std::move(distance);
  }
  if (nearest == nullptr) return "the model permits nothing at all at that moment";
  return fmt::format("{} (power-loss[{}]@event({}))", least.what,
                     to_string(nearest->survival, trace_), nearest->survival.failed_after);
}

}  // namespace crashproof
