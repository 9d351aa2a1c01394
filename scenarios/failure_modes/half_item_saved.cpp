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
  if (!fails || c.finding().kind > Finding::Kind::extra) return std::nullopt;
  return only_beyond_a_kill(c, "CP015",
                            "a call fails, and the job goes on as if it had not: what was not "
                            "saved whole counts as done, "
                            "and no rerun makes it again");
}

}  // namespace

const FailureMode half_item_saved{"CP015", recognise};

}  // namespace crashproof::modes
