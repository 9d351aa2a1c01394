// CP009: something that counts as done never reached the disk: an fsync is missing.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/model/survival.h"
#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

bool is_sync(EventKind kind) {
  return kind == EventKind::fsync || kind == EventKind::fdatasync ||
         kind == EventKind::sync_range || kind == EventKind::sync || kind == EventKind::msync;
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool is_of_content(const Event& event) {
  return event.kind == EventKind::write || event.kind == EventKind::mapped_store ||
         event.kind == EventKind::truncate || event.kind == EventKind::allocate ||
         event.kind == EventKind::create;
}

// What one fsync more would have kept: the Events about one file, or about names in one directory.
struct Missing {
  std::string what;  // "fsync of ckpt.tmp", "fsync of the directory state"
  std::string path;
  std::set<std::uint64_t> kept;
};

bool survives_whole(std::uint64_t event, const Survival& survival, const Event& what) {
  const auto fate = survival.fates.find(event);
  if (fate != survival.fates.end()) return fate->second.how == Fate::How::kept;
  const bool data = what.kind == EventKind::write || what.kind == EventKind::mapped_store;
  return event < (data ? survival.data_upto : survival.names_upto);
}

// A write is blamed on the name that its file had then, which may be a temporary one.
std::vector<Missing> candidates(const Trace& trace, const Survival& survival) {
  std::map<std::string, Missing> files;
  std::map<std::string, Missing> directories;
  for (std::uint64_t i = 0; i < survival.failed_after; ++i) {
    const Event& event = trace.events[i];
    if (!changes_files(event.kind) || is_sync(event.kind)) continue;
    const bool survives = survives_whole(i, survival, event);
    auto& group = is_of_content(event) ? files : directories;
    const std::string path = is_of_content(event) ? event.path : directory_of(subject_path(event));
    Missing& missing = group[path];
    missing.path = path;
    missing.kept.insert(i);
    if (!survives) missing.what = path;
  }
  std::vector<Missing> all;
  for (auto* group : {&files, &directories}) {
    for (auto& [path, missing] : *group) {
      if (missing.what.empty()) continue;  // nothing of it was lost
      missing.what = group == &files
                         ? "fsync of " + path
                         : "fsync of the directory " + (path.empty() ? std::string(".") : path);
      all.push_back(std::move(missing));
    }
  }
  // Those whose first Event came first: what later ones build on.
  std::ranges::stable_sort(all, {}, [](const Missing& missing) { return *missing.kept.begin(); });
  constexpr std::size_t most_tried = 24;
  if (all.size() > most_tried) all.resize(most_tried);
  return all;
}

CrashSchedule with_kept(const Case& c, const ScheduleStep& cut, Survival survival,
                        const std::set<std::uint64_t>& kept) {
  for (const std::uint64_t event : kept) survival.fates[event] = Fate{};
  // Those that survive anyway need not be said.
  std::erase_if(survival.fates, [&](const auto& fate) {
    const Event& event = c.trace().events[fate.first];
    const bool data = event.kind == EventKind::write || event.kind == EventKind::mapped_store;
    return fate.second.how == Fate::How::kept &&
           fate.first < (data ? survival.data_upto : survival.names_upto);
  });
  ScheduleStep step = cut;
  step.parameter = to_string(survival, c.trace(), c.ground().name_of_event);
  return {{step}};
}

std::string words_with(const std::vector<Missing>& missing) {
  std::string words;
  for (const Missing& each : missing)
    words += (words.empty() ? "with an " : " and an ") + each.what;
  return words;
}

// What power took away, and trials with more of it kept.
class PowerCut {
 public:
  PowerCut(Case& c, const ScheduleStep& cut, Survival survival)
      : case_(c), prover_(c), cut_(cut), survival_(std::move(survival)) {}

  // The smallest set of fsyncs that was found to mend it: one, else what is needed of all of them;
  // while trials are open, the smallest so far.
  std::vector<Missing> mended_by() {
    std::vector<Missing> all = candidates(case_.trace(), survival_);
    for (const Missing& one : all) {
      if (try_with({one}) == Effect::heals) return told({one});
    }
    if (all.size() < 2 || try_with(all) != Effect::heals) return {};
    for (std::size_t i = 0; i < all.size() && all.size() > 1;) {
      std::vector<Missing> fewer = all;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      const Effect effect = try_with(fewer);
      // What is left is not the smallest yet, and to ask for its parts would be to ask in vain.
      if (effect == Effect::open) return all;
      if (effect == Effect::heals) {
        all = std::move(fewer);
      } else {
        ++i;
      }
    }
    return told(std::move(all));
  }

  std::vector<Proof> proofs() { return prover_.take(); }

  // The first Event about it that did not survive.
  std::optional<std::uint64_t> first_lost(const Missing& missing) const {
    for (const std::uint64_t event : missing.kept) {
      if (!survives_whole(event, survival_, case_.trace().events[event])) return event;
    }
    return std::nullopt;
  }

 private:
  CrashSchedule cut_with(const std::vector<Missing>& missing) const {
    std::set<std::uint64_t> kept;
    for (const Missing& each : missing) kept.insert(each.kept.begin(), each.kept.end());
    return with_kept(case_, cut_, survival_, kept);
  }

  Effect try_with(const std::vector<Missing>& missing) {
    return prover_.try_one_of(cut_with(missing), words_with(missing),
                              "other combinations of fsyncs");
  }

  // The set itself, and that none of its parts can be left out: what was tried on the way to it
  // tells nothing more.
  std::vector<Missing> told(std::vector<Missing> needed) {
    prover_.tell(cut_with(needed), words_with(needed));
    for (std::size_t i = 0; i < needed.size() && needed.size() > 1; ++i) {
      std::vector<Missing> fewer = needed;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      try_with(fewer);
      prover_.tell(
          cut_with(fewer),
          (needed.size() == 2 ? "the other one, but no " : "the others, but no ") + needed[i].what);
    }
    return needed;
  }

  Case& case_;
  Prover prover_;
  const ScheduleStep& cut_;
  Survival survival_;
};

// A file is synced before it gets its name, a name after it was given.
std::string remedy_for(const std::string& fsyncs, const std::vector<Missing>& missing) {
  const bool names_alone = std::ranges::all_of(missing, [](const Missing& each) {
    return each.what.starts_with("fsync of the directory ");
  });
  if (names_alone)
    return fmt::format("add {}, after the rename in it and before any claim or report of that",
                       fsyncs);
  return fmt::format("add {}{} before the rename, claim or report that builds on it", fsyncs,
                     missing.size() > 1 ? ", each" : "");
}

void blame(Diagnosis& diagnosis, const std::vector<Missing>& missing, const PowerCut& cut) {
  std::string words;
  for (const Missing& each : missing) {
    words += (words.empty() ? "an " : " and an ") + each.what;
    diagnosis.blamed.push_back(each.path);
  }
  diagnosis.certainty = Certainty::proved;
  diagnosis.opener = cut.first_lost(missing.front());
  diagnosis.remedy = remedy_for(words, missing);
  diagnosis.therefore =
      fmt::format("power fails, and what was not synced is not there; with {} it would be", words);
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "power-loss")) return std::nullopt;
  const CrashSchedule schedule = parse_schedule(c.finding().schedule);
  const ScheduleStep& step = schedule.steps.front();
  const std::uint64_t moment = c.ground().point_of(step.position).after;
  const ResolvedSurvival resolved = parse_survival(step.parameter, c.trace(), moment);
  if (schedule.steps.size() != 1 || !resolved.drift.empty()) return std::nullopt;
  std::optional<Diagnosis> diagnosis = only_beyond_a_kill(
      c, "CP009", "power fails, and what the disk has not been made to keep is not there");
  if (!diagnosis) return std::nullopt;
  diagnosis->certainty = Certainty::likely;
  PowerCut cut(c, step, resolved.survival);
  const std::vector<Missing> missing = cut.mended_by();
  if (!missing.empty()) blame(*diagnosis, missing, cut);
  for (Proof& proof : cut.proofs()) diagnosis->proofs.push_back(std::move(proof));
  return diagnosis;
}

}  // namespace

const FailureMode not_durable{"CP009", recognise};

}  // namespace crashproof::modes
