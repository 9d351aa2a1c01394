// CP005: half an artifact is taken for a whole one, because it exists.
#include <fmt/format.h>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || c.finding().kind != Finding::Kind::loss) {
    return std::nullopt;
  }
  std::optional<Unfinished> torn = unfinished(c);
  if (!torn || !turns(torn->reverted) || !turns(torn->advanced)) return std::nullopt;
  if (torn->had_earlier || !torn->survives_resume) return std::nullopt;
  const std::string& path = torn->files.front()->path;
  Diagnosis diagnosis = diagnosis_with("CP005", Certainty::proved);
  diagnosis.opener = window_of(c).opener;
  diagnosis.closer = window_of(c).closer;
  diagnosis.therefore = fmt::format(
      "{} is written under its final name: a crash leaves a part of it, and the rerun takes it for "
      "done because it is there",
      path);
  diagnosis.blamed = {path};
  diagnosis.proofs = std::move(torn->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode torn_artifact{"CP005", recognise};

}  // namespace crashproof::modes
