// Each unfinished file alone, then all of them together.
#include "scenarios/failure_modes/unfinished.h"

#include <fmt/format.h>

#include <algorithm>

namespace crashproof::modes {
namespace {

// The gap that shows what was there before the version that the point cuts.
std::uint64_t gap_before(const FileHistory& file, const CrashPoint& point) {
  if (!is_incomplete_at(file, point.after)) return point.after;  // cut in its only write
  const FileVersion* version = version_at(file, point.after);
  return version->from == 0 ? 0 : version->from - 1;
}

std::uint64_t gap_whole(const FileHistory& file, const CrashPoint& point) {
  const FileVersion* shown = version_at(file, point.after);
  if (shown != nullptr && is_incomplete_at(file, point.after)) return shown->whole;
  const FileVersion* next = version_at(file, point.after + 1);
  return next == nullptr ? point.after + 1 : std::max(next->whole, point.after + 1);
}

std::vector<ScheduleStep> all_as_of(const Case& c, const std::vector<const FileHistory*>& files,
                                    const CrashPoint& point,
                                    std::uint64_t (*gap)(const FileHistory&, const CrashPoint&)) {
  std::vector<ScheduleStep> steps;
  for (const FileHistory* file : files) append(steps, as_of(c, *file, gap(*file, point)));
  return steps;
}

std::string names_of(const std::vector<const FileHistory*>& files) {
  std::string names = files.front()->path;
  return files.size() == 1 ? names : fmt::format("{} and {} more", names, files.size() - 1);
}

// A file that several processes write one after the other is whole where its window closes.
Effect as_where_it_closes(Case& c, Prover& prover, const std::vector<const FileHistory*>& files,
                          const CrashPoint& point, const Unfinished& so_far) {
  const std::optional<std::uint64_t> closer = window_of(c).closer;
  const bool is_its_own = closer && files.size() == 1 && file_of_event(c, closer) == files.front();
  if (!is_its_own || !turns(so_far.reverted) || so_far.advanced == Effect::open) {
    return so_far.advanced;
  }
  const Effect effect =
      prover.try_it(killed_at(c, point, as_of(c, *files.front(), *closer + 1)),
                    names_of(files) + " written whole, as it is at the end of the window");
  if (turns(effect)) {
    prover.tell(killed_at(c, point, all_as_of(c, files, point, gap_whole)),
                names_of(files) + " with what its first writer adds, and no more");
  }
  return effect;
}

Unfinished tried(Case& c, std::vector<const FileHistory*> files, const CrashPoint& point) {
  Unfinished result;
  Prover prover(c);
  result.reverted = prover.try_it(killed_at(c, point, all_as_of(c, files, point, gap_before)),
                                  names_of(files) + " as before it was written");
  result.advanced = prover.try_it(killed_at(c, point, all_as_of(c, files, point, gap_whole)),
                                  names_of(files) + " written whole");
  if (!turns(result.advanced))
    result.advanced = as_where_it_closes(c, prover, files, point, result);
  result.had_earlier = std::ranges::any_of(files, [&](const FileHistory* file) {
    return is_present_at(*file, gap_before(*file, point));
  });
  result.proofs = prover.take();
  result.files = std::move(files);
  return result;
}

// Of a list that is cut off nobody knows.
bool left_alone(const Evidence& example, const FileHistory& file) {
  return example.work && example.work->changes.size() < ResumeWork::most_paths &&
         std::ranges::find(example.work->changes, file.path) == example.work->changes.end();
}

}  // namespace

std::optional<Unfinished> unfinished(Case& c) {
  const CrashPoint point = window_of(c).example;
  const std::vector<const FileHistory*> all = incomplete_at(c, point);
  if (all.empty()) return std::nullopt;
  const JudgedTrial* example = c.ask(killed_at(c, point));
  std::vector<std::vector<const FileHistory*>> sets;
  for (const FileHistory* file : all) sets.push_back({file});
  if (all.size() > 1) sets.push_back(all);
  std::optional<Unfinished> in_part;
  for (std::vector<const FileHistory*>& set : sets) {
    Unfinished result = tried(c, std::move(set), point);
    if (!turns(result.reverted) && !turns(result.advanced)) continue;
    result.survives_resume =
        example != nullptr && std::ranges::all_of(result.files, [&](const FileHistory* file) {
          return left_alone(example->evidence, *file);
        });
    if (turns(result.reverted) && turns(result.advanced)) return result;
    if (!in_part) in_part = std::move(result);
  }
  return in_part;
}

}  // namespace crashproof::modes
