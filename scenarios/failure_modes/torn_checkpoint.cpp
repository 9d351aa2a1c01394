// CP002: the checkpoint is written in place, so a crash leaves half of it.
#include <fmt/format.h>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  const bool damage = c.finding().kind == Finding::Kind::loss || ends_badly(c.finding()) ||
                      c.finding().kind == Finding::Kind::duplicates ||
                      c.finding().kind == Finding::Kind::extra;
  if (!is_about(c.finding(), "kill") || !damage) return std::nullopt;
  std::optional<Unfinished> torn = unfinished(c);
  if (!torn || !turns(torn->reverted) || !turns(torn->advanced)) return std::nullopt;
  const std::string& path = torn->files.front()->path;
  Diagnosis diagnosis = diagnosis_with("CP002", Certainty::proved);
  diagnosis.opener = window_of(c).opener;
  diagnosis.closer = window_of(c).closer;
  const bool grows =
      torn->files.front()->role == Role::log || torn->files.front()->role == Role::journal;
  diagnosis.therefore = fmt::format(
      "{} is {} in place: a crash leaves a part of {}, and the rerun {}", path,
      grows ? "added to" : "written", grows ? "its last record" : "it",
      ends_badly(c.finding()) ? "cannot go on from that" : "goes on from a wrong place");
  if (grows) {
    diagnosis.remedy = fmt::format(
        "before adding to {}, cut off an unfinished last record; or write records whole elsewhere",
        path);
  }
  diagnosis.blamed = {path};
  diagnosis.proofs = std::move(torn->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode torn_checkpoint{"CP002", recognise};

}  // namespace crashproof::modes
