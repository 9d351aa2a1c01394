// CP015: an item that failed is recorded as done.
#include <algorithm>
#include <array>

#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

constexpr std::array<std::string_view, 4> failures{"errno", "short-write", "disk-full", "library"};

std::optional<Diagnosis> recognise(Case& c) {
  const bool fails = std::ranges::any_of(
      failures, [&](std::string_view fault) { return is_about(c.finding(), fault); });
  const Finding& finding = c.finding();
  if (!fails || finding.kind > Finding::Kind::extra || ends_badly(finding)) return std::nullopt;
  std::optional<Diagnosis> diagnosis =
      only_beyond_a_kill(c, "CP015",
                         "a call fails, and the job goes on as if it had not: what was not "
                         "saved whole counts as done, "
                         "and no rerun makes it again");
  // A run that itself ends with an error has not passed over it in silence; the rerun has.
  const auto& first = finding.example.first_run;
  if (diagnosis && (!first || !first->exit.succeeded())) diagnosis->certainty = Certainty::likely;
  return diagnosis;
}

}  // namespace

const FailureMode half_item_saved{"CP015", recognise};

}  // namespace crashproof::modes
