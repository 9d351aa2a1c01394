// CP021: something that the dead run left behind stops every resume.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

// What is there at the point although it was there neither before the run nor after it; that of the
// window's opener first.
std::vector<const FileHistory*> leftovers(const Case& c, const Window& window) {
  std::vector<const FileHistory*> files;
  for (const FileHistory& file : c.ground().files) {
    const bool passing = !file.at_start && !file.at_end;
    if (passing && is_present_at(file, window.example.after)) files.push_back(&file);
  }
  const FileHistory* opened = file_of_event(c, window.opener);
  std::ranges::stable_partition(files, [&](const FileHistory* file) { return file == opened; });
  return files;
}

struct Removal {
  std::vector<const FileHistory*> files;
  bool everywhere = false;  // it heals at both ends of the window and in the middle
  std::vector<Proof> proofs;
};

std::vector<ScheduleStep> without(const Case& c, const std::vector<const FileHistory*>& files) {
  std::vector<ScheduleStep> steps;
  for (const FileHistory* file : files) append(steps, as_of(c, *file, 0));
  return steps;
}

std::optional<Removal> removed(Case& c, const Window& window,
                               std::vector<const FileHistory*> files) {
  Prover prover(c);
  const std::string name =
      files.size() == 1 ? files.front()->path : fmt::format("{} leftovers", files.size());
  // A guard can be taken away at the edges, where there is nothing to guard yet, or any more.
  const CrashPoint middle =
      window.first.cut_bytes
          ? window.example
          : CrashPoint{std::midpoint(window.first.after, window.last.after), std::nullopt};
  const std::vector<std::pair<CrashPoint, const char*>> places{
      {window.first, ""}, {middle, ", middle of the window"}, {window.last, ", end of the window"}};
  bool any = false;
  bool all = true;
  for (const auto& [point, where] : places) {
    const Effect effect = prover.try_it(killed_at(c, point, without(c, files)),
                                        fmt::format("{} removed{}", name, where));
    any = any || turns(effect);
    all = all && effect == Effect::heals;
  }
  if (!any) return std::nullopt;
  return Removal{std::move(files), all, prover.take()};
}

// Without those that need not be removed.
Removal fewest(Case& c, const Window& window, Removal removal) {
  for (std::size_t i = 0; i < removal.files.size() && removal.files.size() > 1;) {
    std::vector<const FileHistory*> fewer = removal.files;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    std::optional<Removal> smaller = removed(c, window, std::move(fewer));
    if (c.waits()) return removal;
    if (smaller) {
      removal = std::move(*smaller);
    } else {
      ++i;
    }
  }
  return removal;
}

std::optional<Removal> smallest_removal(Case& c, const Window& window) {
  const std::vector<const FileHistory*> all = leftovers(c, window);
  if (all.empty()) return std::nullopt;
  constexpr std::size_t tried_alone = 4;
  for (std::size_t i = 0; i < std::min(all.size(), tried_alone); ++i) {
    if (auto alone = removed(c, window, {all[i]})) return alone;
  }
  if (all.size() < 2) return std::nullopt;
  std::optional<Removal> together = removed(c, window, all);
  if (together) together = fewest(c, window, std::move(*together));
  return together;
}

Diagnosis diagnosis_of(const Case& c, const std::string& path, std::vector<Proof> proofs) {
  const Window window = window_of(c);
  Diagnosis diagnosis = diagnosis_with("CP021", Certainty::proved);
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.blamed = {path};
  diagnosis.proofs = std::move(proofs);
  return diagnosis;
}

// A new file that a rerun finds half made and will not touch: only its absence helps.
std::optional<Diagnosis> half_made(Case& c) {
  std::optional<Unfinished> torn = unfinished(c);
  const bool in_the_way = torn && turns(torn->reverted) && !torn->had_earlier &&
                          (torn->advanced == Effect::same || torn->advanced == Effect::eases);
  if (!in_the_way) return std::nullopt;
  const std::string path = torn->files.front()->path;
  Diagnosis diagnosis = diagnosis_of(c, path, std::move(torn->proofs));
  diagnosis.therefore = fmt::format(
      "the dead run leaves {} half made, and every rerun stops because it is there", path);
  return diagnosis;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || !ends_badly(c.finding())) return std::nullopt;
  std::optional<Removal> removal = smallest_removal(c, window_of(c));
  if (!removal) return half_made(c);
  const std::string path = removal->files.front()->path;
  Diagnosis diagnosis = diagnosis_of(c, path, std::move(removal->proofs));
  for (std::size_t i = 1; i < removal->files.size(); ++i) {
    diagnosis.blamed.push_back(removal->files[i]->path);
  }
  diagnosis.therefore =
      fmt::format("{} outlives the run that made it, and every rerun stops because of it", path);
  if (!removal->everywhere) {
    diagnosis.therefore += "; it guards something, too: removing it is not safe everywhere";
    diagnosis.remedy =
        fmt::format("do not just remove {}: finish or undo what it guards, then let it go", path);
  }
  return diagnosis;
}

}  // namespace

const FailureMode stale_lock{"CP021", recognise};

}  // namespace crashproof::modes
