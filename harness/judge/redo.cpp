// Counts the Events of each run as a multiset and follows who is at which item.
#include "harness/judge/redo.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

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

// One run as far as it got. `cut` is the Event in the middle of which it died, if it did.
struct Run {
  std::span<const Event> events;
  const Event* cut = nullptr;
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
      std::uint64_t& made = made_[effect];
      const std::uint64_t most = usual(effect);
      const std::uint64_t beyond = made + times > most ? made + times - most : 0;
      const std::uint64_t again = std::min({made, times, beyond});
      redone += again;
      made += times - again;
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

class ItemNames {
 public:
  explicit ItemNames(const ItemRules& rules) : rules_(rules) {
    if (rules.globs.empty()) files_.insert(rules.files.begin(), rules.files.end());
  }

  bool has(const std::string& path) {
    if (rules_.globs.empty()) return files_.contains(path);
    const auto [known, is_new] = matched_.try_emplace(path, false);
    if (is_new) {
      known->second = std::ranges::any_of(
          rules_.globs, [&](const std::string& glob) { return glob_matches(glob, path); });
    }
    return known->second;
  }

 private:
  const ItemRules& rules_;
  std::unordered_set<std::string_view> files_;
  std::unordered_map<std::string_view, bool> matched_;  // keys are views into the traces
};

// "main/2+3" is a thread of "main/2", that a child of "main"; nullopt for the first process.
std::optional<std::string_view> parent_of(std::string_view role) {
  const std::size_t end = role.find_last_of("/+");
  if (end == std::string_view::npos) return std::nullopt;
  return role.substr(0, end);
}

// Who is at what in one run.
class Work {
 public:
  explicit Work(ItemNames& names) : names_(names) {}

  void see(const Event& event) {
    if (event.kind == EventKind::exit) leave_to_parent(event.process);
    take_up(event.process, event.path);
    if (target_is_path(event.kind)) take_up(event.process, event.target);
  }
  const std::set<std::string_view>& taken_up() const { return taken_up_; }
  std::set<std::string_view> in_flight() const {
    std::set<std::string_view> items;
    for (const auto& [role, item] : latest_) items.insert(item);
    for (const auto& [role, left] : inherited_) items.insert(left.begin(), left.end());
    return items;
  }

 private:
  void take_up(std::string_view role, const std::string& path) {
    if (!names_.has(path)) return;
    taken_up_.insert(path);
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
  std::set<std::string_view> taken_up_;
  std::map<std::string_view, std::string_view> latest_;               // by role
  std::map<std::string_view, std::set<std::string_view>> inherited_;  // by role: of ended children
};

Work work_of(const Run& run, ItemNames& names) {
  Work work(names);
  for (const Event& event : run.events) work.see(event);
  if (run.cut != nullptr) work.see(*run.cut);
  return work;
}

Run crashed_run(const Trace& recorded, const CrashPoint& crashed_at) {
  const std::size_t size = recorded.events.size();
  const std::size_t after = std::min<std::uint64_t>(crashed_at.after, size);
  const bool cut = crashed_at.cut_bytes.has_value() && after < size;
  return {std::span(recorded.events).first(after), cut ? &recorded.events[after] : nullptr,
          *recorded.blobs};
}

}  // namespace

std::vector<std::string> default_items(const std::vector<std::string>& inputs, const Trace& rerun) {
  std::unordered_set<std::string_view> read_by_every_run;
  for (const Event& event : rerun.events) {
    if (event.kind == EventKind::open) read_by_every_run.insert(event.path);
  }
  std::vector<std::string> items;
  std::ranges::copy_if(inputs, std::back_inserter(items),
                       [&](const std::string& path) { return !read_by_every_run.contains(path); });
  return items;
}

std::vector<std::string> outputs_made_once(const Trace& trace, const FileTree& final_state) {
  std::map<std::string_view, std::uint64_t> made;
  for (const Event& event : trace.events) {
    const bool makes = event.kind == EventKind::create || event.kind == EventKind::rename ||
                       event.kind == EventKind::link || event.kind == EventKind::exchange ||
                       event.kind == EventKind::truncate;
    if (makes) ++made[subject_path(event)];
  }
  std::vector<std::string> outputs;
  for (const auto& [path, entry] : final_state) {
    const auto found = made.find(path);
    if (entry.type == FileType::regular && found != made.end() && found->second == 1)
      outputs.push_back(path);
  }
  return outputs;
}

Redo redo_of(const Trace& recorded, const CrashPoint& crashed_at, const std::vector<Trace>& resumes,
             const ItemRules& rules, const std::vector<std::string>& unstable_globs,
             const Trace* uninterrupted) {
  GeneralNames names(unstable_globs);
  ItemNames item_names(rules);
  const Run crashed = crashed_run(recorded, crashed_at);
  const Trace& usual = uninterrupted == nullptr ? recorded : *uninterrupted;
  Progress progress(effects_of({usual.events, nullptr, *usual.blobs}, names),
                    effects_of(crashed, names));
  const Work first = work_of(crashed, item_names);
  std::set<std::string_view> taken_up = first.taken_up();
  std::set<std::string_view> in_flight = first.in_flight();

  Redo redo;
  for (const Trace& resume : resumes) {
    const Run run{resume.events, nullptr, *resume.blobs};
    redo.events += progress.go_on(effects_of(run, names));

    const Work work = work_of(run, item_names);
    for (const std::string_view item : work.taken_up()) {
      if (!taken_up.contains(item)) continue;
      ++redo.items;
      redo.in_flight += in_flight.contains(item) ? 1 : 0;
    }
    taken_up.insert(work.taken_up().begin(), work.taken_up().end());
    in_flight.merge(work.in_flight());
  }
  return redo;
}

}  // namespace crashproof
