// CP001: the checkpoint says that something is done before it is.
#include <fmt/format.h>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || c.finding().kind != Finding::Kind::loss) {
    return std::nullopt;
  }
  std::optional<Crossed> crossed = cross(c);
  if (!crossed || !crossed->holds()) return std::nullopt;
  const Window window = window_of(c);
  Diagnosis diagnosis = diagnosis_with("CP001", Certainty::likely);
  if (turns(crossed->swapped)) diagnosis.certainty = Certainty::proved;
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore = fmt::format(
      "A comes before B: a kill between them keeps what {} says and loses what {} was to hold; "
      "the rerun believes it and never makes it",
      crossed->a->path, crossed->b->path);
  diagnosis.blamed = {crossed->a->path, crossed->b->path};
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode order_inversion{"CP001", "order inversion",
                                  "make the data durable first, then advance the checkpoint",
                                  recognise};

}  // namespace crashproof::modes
