// CP002: the checkpoint is written in place, so a crash leaves half of it.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

bool grows(const FileHistory& file) {
  return file.role == Role::log || file.role == Role::journal;
}

// Nothing else is wrong, and nobody has seen it used as a checkpoint: the rerun writes on in it.
bool harms_itself_alone(const Evidence& example, const FileHistory& file) {
  const auto is_about_it = [&file](const Difference& difference) {
    return difference.what == Difference::Class::litter || difference.path == file.path;
  };
  return file.role != Role::checkpoint && !example.differences.empty() &&
         std::ranges::all_of(example.differences, is_about_it);
}

std::string because(const Finding& finding, const FileHistory& file) {
  const std::string_view rerun = ends_badly(finding) ? "cannot go on from that"
                                 : harms_itself_alone(finding.example, file)
                                     ? "leaves that part in it"
                                     : "goes on from a wrong place";
  return fmt::format("{} is {} in place: a crash leaves a part of {}, and the rerun {}", file.path,
                     grows(file) ? "added to" : "written", grows(file) ? "its last record" : "it",
                     rerun);
}

// "" for the mode's own.
std::string remedy_for(const Finding& finding, const FileHistory& file) {
  if (!grows(file) && (ends_badly(finding) || !harms_itself_alone(finding.example, file)))
    return "";
  return fmt::format(
      "before adding to {}, cut off an unfinished last record; or write records whole elsewhere",
      file.path);
}

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  const bool damage = finding.kind == Finding::Kind::loss || ends_badly(finding) ||
                      finding.kind == Finding::Kind::duplicates ||
                      finding.kind == Finding::Kind::extra;
  if (!is_about(finding, "kill") || !damage) return std::nullopt;
  std::optional<Unfinished> torn = unfinished(c);
  if (!torn || !turns(torn->reverted) || !turns(torn->advanced)) return std::nullopt;
  const FileHistory& file = *torn->files.front();
  Diagnosis diagnosis = diagnosis_with("CP002", Certainty::proved);
  diagnosis.opener = window_of(c).opener;
  diagnosis.closer = window_of(c).closer;
  diagnosis.therefore = because(finding, file);
  diagnosis.remedy = remedy_for(finding, file);
  diagnosis.blamed = {file.path};
  diagnosis.proofs = std::move(torn->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode torn_checkpoint{"CP002", recognise};

}  // namespace crashproof::modes
