// CP021: something that the dead run left behind stops every resume.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "harness/model/interpreter.h"
#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

// What is there at the gap although it was there neither before the run nor after it; that of the
// window's opener first.
std::vector<const FileHistory*> leftovers(const Case& c, const Window& window, std::uint64_t gap) {
  std::vector<const FileHistory*> files;
  for (const FileHistory& file : c.ground().files) {
    const bool passing = !file.at_start && !file.at_end;
    if (passing && is_present_at(file, gap)) files.push_back(&file);
  }
  const FileHistory* opened = file_of_event(c, window.opener);
  std::ranges::stable_partition(files, [&](const FileHistory* file) { return file == opened; });
  return files;
}

std::string_view extension_of(const std::string& path) {
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? "" : name.substr(dot);
}

// Further leftovers at the gap that are called like one of these: .git/HEAD.lock and
// .git/refs/heads/main.lock.
std::vector<const FileHistory*> others_alike(const Case& c, const Window& window, std::uint64_t gap,
                                             const std::vector<const FileHistory*>& files) {
  const std::string_view extension = extension_of(files.front()->path);
  std::vector<const FileHistory*> others;
  if (extension.empty()) return others;
  for (const FileHistory* file : leftovers(c, window, gap)) {
    const bool known = std::ranges::find(files, file) != files.end();
    if (!known && extension_of(file->path) == extension) others.push_back(file);
  }
  return others;
}

std::string names_of(const std::vector<const FileHistory*>& files) {
  std::string names = files.front()->path;
  for (std::size_t i = 1; i < files.size(); ++i) names += ", " + files[i]->path;
  return names;
}

struct Removal {
  std::vector<const FileHistory*> files;
  std::vector<const FileHistory*> beside;  // others that had to go as well somewhere
  bool everywhere = false;                 // it heals at both ends of the window and in the middle
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
  std::vector<const FileHistory*> beside;
  for (const auto& [point, where] : places) {
    Effect effect = prover.try_it(killed_at(c, point, without(c, files)),
                                  fmt::format("{} removed{}", name, where));
    any = any || turns(effect);
    // What stops the resume there may be another lock of the same kind.
    const auto others = others_alike(c, window, point.after, files);
    if (effect != Effect::open && effect != Effect::heals && !others.empty()) {
      std::vector<ScheduleStep> all_gone = without(c, files);
      append(all_gone, without(c, others));
      effect = prover.try_it(killed_at(c, point, all_gone),
                             fmt::format("{} removed as well{}", names_of(others), where));
      if (effect == Effect::heals) beside = others;
    }
    all = all && effect == Effect::heals;
  }
  if (!any) return std::nullopt;
  return Removal{std::move(files), std::move(beside), all, prover.take()};
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
  const std::vector<const FileHistory*> all = leftovers(c, window, window.example.after);
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
  diagnosis.remedy = fmt::format(
      "make {} under another name and rename it when it is whole, or let a rerun write over what "
      "it "
      "finds half made",
      path);
  return diagnosis;
}

// The program that a process runs; "" for the job's first process and what it has not started as
// another program.
std::string program_of(const Trace& trace, std::string role, std::uint64_t before) {
  // A role is that of the parent and a number: behind a slash for processes, a plus for threads.
  for (; role.find_first_of("/+") != role.npos; role.resize(role.find_last_of("/+"))) {
    for (std::uint64_t i = before; i > 0; --i) {
      const Event& each = trace.events[i - 1];
      if (each.kind == EventKind::exec && each.process == role) return each.target;
    }
  }
  return "";
}

// The name of a program that is not the job's own code and makes the file for itself: the process
// takes it away again. What a `mkdir` in a script makes is the script's. "" if it is the job's.
std::string foreign_maker(const Case& c, const FileHistory& file, std::uint64_t gap) {
  const FileVersion* version = version_at(file, gap);
  if (version == nullptr) return "";
  const std::vector<Event>& events = c.trace().events;
  const std::string program = program_of(c.trace(), version->writer, version->from);
  if (!program.starts_with('/') || is_interpreter(program)) return "";
  const auto first = std::ranges::find(events, EventKind::exec, &Event::kind);
  const bool is_job = first != events.end() && first->target == program;
  const bool takes_it_away = std::ranges::any_of(events, [&](const Event& event) {
    return event.index >= version->from && event.process == version->writer &&
           event.path == file.path &&
           (event.kind == EventKind::unlink || event.kind == EventKind::rename);
  });
  return takes_it_away && !is_job ? program.substr(program.rfind('/') + 1) : "";
}

// "" for the mode's own.
std::string remedy_for(const Case& c, const Removal& removal) {
  const FileHistory& file = *removal.files.front();
  const std::string maker = foreign_maker(c, file, window_of(c).example.after);
  if (!removal.everywhere && maker.empty()) {
    return fmt::format("do not just remove {}: finish or undo what it guards, then let it go",
                       file.path);
  }
  if (!removal.everywhere) {
    return fmt::format(
        "{0} makes {1}: let only one run in at a time (flock), and look at what {0} had half done "
        "before its locks are removed",
        maker, file.path);
  }
  if (maker.empty()) return "";
  return fmt::format(
      "{} makes {}: let only one run in at a time (flock), then remove what a dead run left before "
      "the first call of {}",
      maker, file.path, maker);
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
  if (!removal->beside.empty()) {
    diagnosis.therefore += fmt::format("; likewise {}", names_of(removal->beside));
  }
  if (!removal->everywhere) {
    diagnosis.therefore += "; it guards something, too: removing it is not safe everywhere";
  }
  diagnosis.remedy = remedy_for(c, *removal);
  return diagnosis;
}

}  // namespace

const FailureMode stale_lock{"CP021", recognise};

}  // namespace crashproof::modes
