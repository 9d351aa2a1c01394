// Counts the Events of each run as a multiset.
#include "harness/judge/redo.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "harness/judge/items_redone.h"
#include "harness/judge/made_again.h"
#include "harness/model/schedule.h"

namespace crashproof {
namespace {

bool counts(EventKind kind) {
  return changes_files(kind) || kind == EventKind::send || kind == EventKind::output;
}

bool target_is_path(EventKind kind) {
  return kind == EventKind::link || kind == EventKind::rename || kind == EventKind::exchange;
}

// "#<inode>", as Events call a file without a name.
bool is_unnamed(std::string_view path) {
  return path.size() > 1 && path.front() == '#' &&
         path.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// Names of temporary files that differ from run to run become one. Owns what it returns views of.
class GeneralNames {
 public:
  explicit GeneralNames(const std::vector<std::string>& globs) : globs_(globs) {}

  std::string_view of(const std::string& path) {
    // An unnamed file is called after its inode, which no two runs share.
    if (is_unnamed(path)) return any_unnamed;
    if (globs_.empty()) return path;
    const auto [known, is_new] = names_.try_emplace(path, path);
    if (!is_new) return known->second;
    const auto glob = std::ranges::find_if(
        globs_, [&](const std::string& candidate) { return glob_matches(candidate, path); });
    // A glob is not a path, so it stands apart from a file that is really called so.
    if (glob != globs_.end()) known->second = *glob + '\0';
    return known->second;
  }

 private:
  static constexpr std::string_view any_unnamed{"#\0", 2};

  const std::vector<std::string>& globs_;
  std::unordered_map<std::string_view, std::string> names_;  // keys are views into the traces
};

// What makes two Events the same work. Times and inodes differ from run to run and do not count.
struct Effect {
  EventKind kind;
  std::string_view path, target, bytes;
  std::uint64_t offset, length;
  std::uint32_t mode, uid, gid;

  bool operator==(const Effect&) const = default;
};

struct EffectHash {
  std::size_t operator()(const Effect& effect) const {
    // Both ends of the bytes are enough to spread them; equality looks at all.
    constexpr std::size_t looked_at = 64;
    const std::string_view bytes = effect.bytes;
    std::size_t hash = static_cast<std::size_t>(effect.kind);
    const auto mix = [&hash](std::size_t value) { hash = hash * 0x9E3779B97F4A7C15U + value; };
    for (const std::string_view text :
         {effect.path, effect.target, bytes.substr(0, looked_at),
          bytes.substr(bytes.size() - std::min(bytes.size(), looked_at))}) {
      mix(std::hash<std::string_view>{}(text));
    }
    for (const std::uint64_t number : {effect.offset, effect.length}) mix(number);
    return hash;
  }
};

using Effects = std::unordered_map<Effect, std::uint64_t, EffectHash>;

// One run as far as it got.
struct Run {
  std::span<const Event> events;
  const BlobStore& blobs;
};

Effects effects_of(const Run& run, GeneralNames& names) {
  Effects effects;
  for (const Event& event : run.events) {
    if (!counts(event.kind)) continue;
    const std::string_view target =
        target_is_path(event.kind) ? names.of(event.target) : std::string_view(event.target);
    ++effects[{event.kind, names.of(event.path), target, run.blobs.get(event.bytes), event.offset,
               event.length, event.mode, event.uid, event.gid}];
  }
  return effects;
}

// How often each Effect is made without a crash, and how far the runs of a trial have come.
class Progress {
 public:
  Progress(Effects uninterrupted, Effects crashed)
      : usual_(std::move(uninterrupted)), made_(std::move(crashed)) {}

  // Adds a resume; returns how much of it had been made before.
  std::uint64_t go_on(const Effects& resume) {
    std::uint64_t redone = 0;
    for (const auto& [effect, times] : resume) {
      redone += made_again(made_[effect], times, usual(effect));
    }
    return redone;
  }

 private:
  std::uint64_t usual(const Effect& effect) const {
    const auto found = usual_.find(effect);
    return found == usual_.end() ? 0 : found->second;
  }

  Effects usual_;
  Effects made_;
};

Run crashed_run(const Trace& recorded, const CrashPoint& crashed_at) {
  const std::size_t size = recorded.events.size();
  const std::size_t after = std::min<std::uint64_t>(crashed_at.after, size);
  return {std::span(recorded.events).first(after), *recorded.blobs};
}

// An Event that the crash cut in two was not made, and took its item up all the same.
std::span<const Event> begun_by(const Trace& recorded, const CrashPoint& crashed_at) {
  const std::size_t begun = crashed_at.after + (crashed_at.cut_bytes ? 1 : 0);
  const std::span events(recorded.events);
  return crashed_at.after < events.size() ? events.first(begun) : events;
}

}  // namespace

Redo redo_of(const Trace& recorded, const CrashPoint& crashed_at, const std::vector<Trace>& resumes,
             const RedoRules& rules) {
  GeneralNames names(rules.unstable_globs);
  const Trace& usual = rules.uninterrupted == nullptr ? recorded : *rules.uninterrupted;
  Progress progress(effects_of({usual.events, *usual.blobs}, names),
                    effects_of(crashed_run(recorded, crashed_at), names));
  std::vector<std::span<const Event>> runs{begun_by(recorded, crashed_at)};
  Redo redo;
  for (const Trace& resume : resumes) {
    redo.events += progress.go_on(effects_of({resume.events, *resume.blobs}, names));
    runs.emplace_back(resume.events);
  }
  const std::span<const Event> rerun =
      rules.rerun == nullptr ? std::span<const Event>() : rules.rerun->events;
  const ItemsRedone redone = items_redone(rules.items, usual.events, rerun, runs);
  redo.items = redone.items;
  redo.in_flight = redone.in_flight;
  return redo;
}

}  // namespace crashproof
