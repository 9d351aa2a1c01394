// CP010: an effect is made again, and nothing tells its copies apart.
#include <fmt/format.h>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

// What one trial loses or has twice: the effect and its checkpoint are two ends of one thing if the
// two numbers always come to the same.
std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || c.finding().kind != Finding::Kind::duplicates) {
    return std::nullopt;
  }
  std::optional<Crossed> crossed = cross(c);
  if (!crossed || !turns(crossed->undone)) return std::nullopt;
  const Window window = window_of(c);
  Diagnosis diagnosis = diagnosis_with("CP010", Certainty::likely);
  if (turns(crossed->applied)) diagnosis.certainty = Certainty::proved;
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore = fmt::format(
      "A is done, and {} does not say so before B: the rerun does it again, and no key removes the "
      "copy",
      crossed->b->path);
  diagnosis.blamed = {crossed->a->path, crossed->b->path};
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode duplicate_effect{
    "CP010", "duplicate effect",
    "give each effect a key that a rerun gives it again, or commit it with its checkpoint",
    recognise};

}  // namespace crashproof::modes
