// CP012: of several checkpoints that are kept, the resume reads one that is not the newest whole.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "scenarios/failure_modes/counterfactual.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

// Checkpoints of a family differ in their numbers alone.
std::string without_digits(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) text += c;
  }
  return text;
}

struct Family {
  std::vector<const FileHistory*> present;
  const FileHistory* newest_whole = nullptr;
};

Family family_of(const Case& c, const FileHistory& member, const CrashPoint& point) {
  Family family;
  std::uint64_t newest = 0;
  const std::vector<const FileHistory*> torn = incomplete_at(c, point);
  for (const FileHistory& file : c.ground().files) {
    if (without_digits(file.path) != without_digits(member.path)) continue;
    if (!is_present_at(file, point.after)) continue;
    family.present.push_back(&file);
    const FileVersion* version = version_at(file, point.after);
    const bool whole = std::ranges::find(torn, &file) == torn.end();
    if (version == nullptr || !whole || version->whole < newest) continue;
    newest = version->whole;
    family.newest_whole = &file;
  }
  return family;
}

std::vector<ScheduleStep> without_others(const Case& c, const Family& family) {
  std::vector<ScheduleStep> steps;
  for (const FileHistory* file : family.present) {
    if (file != family.newest_whole) append(steps, as_of(c, *file, 0));
  }
  return steps;
}

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  const bool damage = finding.kind <= Finding::Kind::extra || finding.kind == Finding::Kind::redo;
  if (!is_about(finding, "kill") || !damage || !finding.example.point) return std::nullopt;
  const CrashPoint point = window_of(c).example;
  const JudgedTrial* example = c.ask(killed_at(c, point));
  if (example == nullptr || !example->evidence.work) return std::nullopt;
  if (example->evidence.work->reads.size() == ResumeWork::most_paths) return std::nullopt;
  for (const std::string& path : example->evidence.work->reads) {
    const FileHistory* read = history_of(c, path);
    if (read == nullptr || read->versions.empty() || read->path != path) continue;
    const Family family = family_of(c, *read, point);
    if (family.present.size() < 2 || family.newest_whole == nullptr) continue;
    if (family.newest_whole == read) continue;
    const bool newest_was_read =
        std::ranges::find(example->evidence.work->reads, family.newest_whole->path) !=
        example->evidence.work->reads.end();
    if (newest_was_read) continue;
    Prover prover(c);
    const Effect without = prover.try_it(killed_at(c, point, without_others(c, family)),
                                         family.newest_whole->path + " alone is left");
    // The others are part of the crash-free end, so their absence is told as a loss, too.
    const JudgedTrial* trial = c.ask(killed_at(c, point, without_others(c, family)));
    const bool heals = turns(without) || mends(c, trial);
    if (!heals || !works_like_neighbours(c, trial)) continue;
    Diagnosis diagnosis = diagnosis_with("CP012", Certainty::proved);
    diagnosis.opener = window_of(c).opener;
    diagnosis.closer = window_of(c).closer;
    diagnosis.therefore = fmt::format(
        "{} checkpoints are kept; the rerun reads {} although the newest whole one is {}",
        family.present.size(), path, family.newest_whole->path);
    diagnosis.blamed = {path};
    diagnosis.proofs = prover.take();
    return diagnosis;
  }
  return std::nullopt;
}

}  // namespace

const FailureMode wrong_checkpoint{"CP012", recognise};

}  // namespace crashproof::modes
