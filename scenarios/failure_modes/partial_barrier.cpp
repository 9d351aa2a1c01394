// CP020: a global checkpoint names parts that are not all there.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/parallel.h"
#include "scenarios/failure_modes/series.h"

namespace crashproof::modes {
namespace {

std::string name_of_file(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool begins_anew(const Event& event) {
  return event.kind == EventKind::create ||
         (event.kind == EventKind::truncate && event.length == 0);
}

// What the file holds that the Event wrote, or renamed into place.
std::string text_behind(const Trace& trace, std::uint64_t event) {
  const std::string& path = trace.events[event].path;
  std::string text;
  for (std::uint64_t i = 0; i <= event; ++i) {
    const Event& each = trace.events[i];
    if (each.path != path) continue;
    if (begins_anew(each)) text.clear();
    if (each.kind == EventKind::write) text += trace.blobs->get(each.bytes);
  }
  return text;
}

// A bare number in the text may mean anything.
bool is_name(const std::string& name) {
  constexpr std::size_t shortest = 4;
  return name.size() >= shortest && name.find_first_not_of("0123456789.-_") != std::string::npos;
}

// What stands in the text between blanks, quotes, brackets, commas and slashes.
std::set<std::string> words_of(const std::string& text) {
  constexpr const char* between = " \t\r\n\"'`,;:=()[]{}<>/\\";
  std::set<std::string> words;
  for (std::size_t at = text.find_first_not_of(between); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(between, at), text.size());
    words.insert(text.substr(at, end - at));
    at = text.find_first_not_of(between, end);
  }
  return words;
}

// Parts are files that the run makes and that the claim names.
std::vector<std::string> parts_named_in(const Case& c, const std::string& text) {
  const std::set<std::string> words = words_of(text);
  std::vector<std::string> parts;
  for (const FileHistory& file : c.ground().files) {
    const std::string name = name_of_file(file.path);
    const bool made = file.at_end && !file.at_start;
    if (made && is_name(name) && words.contains(name)) parts.push_back(file.path);
  }
  return parts;
}

// The Event that put the version before into the same place; nullopt if this is the first.
std::optional<std::uint64_t> previous(const Trace& trace, std::uint64_t event) {
  const Event& claim = trace.events[event];
  for (std::uint64_t i = event; i > 0; --i) {
    const Event& each = trace.events[i - 1];
    if (each.kind == claim.kind && subject_path(each) == subject_path(claim)) return i - 1;
  }
  return std::nullopt;
}

// A list of what is done grows by one name each time; a barrier brings several at once.
std::vector<std::string> newly_named(const Case& c, std::uint64_t event) {
  std::vector<std::string> named = parts_named_in(c, text_behind(c.trace(), event));
  const auto before = previous(c.trace(), event);
  if (!before) return named;
  const std::vector<std::string> old = parts_named_in(c, text_behind(c.trace(), *before));
  std::erase_if(named,
                [&](const std::string& part) { return std::ranges::find(old, part) != old.end(); });
  return named;
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

// Those of all files that the run makes in the same directory.
std::set<std::string> writers_beside(const Case& c, const FileHistory& part) {
  std::set<std::string> writers;
  for (const FileHistory& file : c.ground().files) {
    const bool beside = directory_of(file.path) == directory_of(part.path);
    if (beside && file.at_end && !file.at_start) writers.merge(writers_of(file));
  }
  return writers;
}

// Such files are made by workers that work at the same time.
bool is_part_of_parallel_work(const Case& c, const FileHistory& part) {
  if (part.versions.empty()) return false;
  const std::set<std::string> writers = writers_beside(c, part);
  const FileVersion& last = part.versions.back();
  return writers.contains(last.writer) && parallel_among(c.trace(), writers) > 1;
}

// One that a single process advances for all.
bool is_global(const Case& c, const FileHistory& checkpoint, const FileHistory& part) {
  if (part.versions.empty()) return false;
  return parallel_among(c.trace(), writers_of(checkpoint)) < 2 &&
         !writers_of(checkpoint).contains(part.versions.back().writer);
}

Diagnosis diagnosis_of(const std::string& checkpoint, const std::string& part) {
  Diagnosis diagnosis = diagnosis_with("CP020", Certainty::likely);
  diagnosis.therefore = fmt::format(
      "{} speaks for several parts, {} among them, before that one is there", checkpoint, part);
  diagnosis.blamed = {checkpoint, directory_of(part)};
  return diagnosis;
}

std::optional<Diagnosis> by_kill(Case& c) {
  const Window window = window_of(c);
  const FileHistory* checkpoint = file_of_event(c, window.opener);
  const FileHistory* part = file_of_event(c, window.closer);
  if (checkpoint == nullptr || part == nullptr || checkpoint == part) return std::nullopt;
  const std::vector<std::string> named = newly_named(c, *window.opener);
  const bool by_name = named.size() > 1 && std::ranges::find(named, part->path) != named.end();
  const bool by_workers = is_part_of_parallel_work(c, *part) && is_global(c, *checkpoint, *part);
  if (!by_name && !by_workers) return std::nullopt;
  std::optional<Crossed> crossed = cross(c);
  // One part done where several are missing mends that part.
  const bool applied = crossed && (turns(crossed->applied) || crossed->applied == Effect::eases);
  if (!applied || !turns(crossed->undone)) return std::nullopt;
  Diagnosis diagnosis = diagnosis_of(checkpoint->path, part->path);
  if (turns(crossed->swapped) && !turns(crossed->control)) diagnosis.certainty = Certainty::proved;
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

// A part that is missing altogether says more than one that is wrong, perhaps because of it.
const FileHistory* damaged_part(const Case& c) {
  const FileHistory* damaged = nullptr;
  for (const Difference& difference : c.finding().example.differences) {
    const FileHistory* file = history_of(c, difference.path);
    if (file == nullptr || !file->at_end || !is_part_of_parallel_work(c, *file)) continue;
    if (difference.what == Difference::Class::lost && difference.unit == "file") return file;
    damaged = file;
  }
  return damaged;
}

bool is_replaced_again(const FileHistory& file) {
  return std::ranges::count_if(file.versions, [](const FileVersion& version) {
           return version.present && version.replaces;
         }) > 1;
}

// One that is replaced again and again is no part, whatever its name; failing that, one that is
// made once and is called otherwise than the parts. A directory says nothing.
const FileHistory* global_checkpoint(const Case& c, const FileHistory& part) {
  const FileHistory* made_once = nullptr;
  for (const FileHistory& file : c.ground().files) {
    if (!file.at_end || !is_global(c, file, part) || is_directory(c.trace(), file.path)) continue;
    if (is_replaced_again(file)) return &file;
    const bool other = file.role == Role::artifact && !are_of_one_series(file.path, part.path);
    if (other && made_once == nullptr) made_once = &file;
  }
  return made_once;
}

// One worker was held up, and the checkpoint went past its part all the same.
std::optional<Diagnosis> by_one_of_many(Case& c) {
  const FileHistory* damaged = damaged_part(c);
  if (damaged == nullptr) return std::nullopt;
  const FileHistory* checkpoint = global_checkpoint(c, *damaged);
  if (checkpoint == nullptr) return std::nullopt;
  std::optional<Diagnosis> together = only_beyond_a_kill(c, "CP020", "");
  if (!together) return std::nullopt;
  Diagnosis diagnosis = diagnosis_of(checkpoint->path, damaged->path);
  // Which of the files speaks for the part is told by who writes it, not by a trial.
  diagnosis.proofs = std::move(together->proofs);
  return diagnosis;
}

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  if (finding.kind != Finding::Kind::loss && !ends_badly(finding)) return std::nullopt;
  if (is_about(finding, "kill")) return by_kill(c);
  const bool one = is_about(finding, "stall") || is_about(finding, "kill-one");
  return one ? by_one_of_many(c) : std::nullopt;
}

}  // namespace

const FailureMode partial_barrier{"CP020", recognise};

}  // namespace crashproof::modes
