// CP001: the checkpoint says that something is done before it is.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

// "" where the other order is all that is needed.
std::string remedy_for(const Crossed& crossed) {
  const bool swap_fails = crossed.swapped == Effect::flips;
  if (const std::string database = common_database(crossed); !database.empty()) {
    return fmt::format("put both into one transaction of {}{}", database,
                       swap_fails ? "; swapping them alone would do it twice" : "");
  }
  if (!swap_fails) return "";
  return "make the data durable first, then advance the checkpoint, and make the data repeatable "
         "(a key, or a cut back to the saved length): the other order alone is wrong, too";
}

// What came of it is there more than once, and nothing is missing: so nothing was claimed that was
// not done.
bool is_only_repeated(const Evidence& example) {
  const auto has = [&example](auto... classes) {
    return std::ranges::any_of(example.differences, [&](const Difference& difference) {
      return ((difference.what == classes) || ...);
    });
  };
  using Class = Difference::Class;
  return has(Class::duplicated) && !has(Class::lost, Class::older);
}

// What is damaged is what B was to make, or what is made of that: so A, which came first, is the
// claim.
std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || c.finding().kind != Finding::Kind::loss) {
    return std::nullopt;
  }
  if (is_only_repeated(c.finding().example)) return std::nullopt;
  std::optional<Crossed> crossed = cross(c);
  if (!crossed || !turns(crossed->undone)) return std::nullopt;
  const bool effect_first =
      is_damaged(c.finding(), crossed->a_name) && !is_damaged(c.finding(), crossed->b_name);
  if (effect_first) return std::nullopt;
  const Window window = window_of(c);
  const bool proved = crossed->proves();
  Diagnosis diagnosis = diagnosis_with("CP001", proved ? Certainty::proved : Certainty::likely);
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore = fmt::format(
      "A comes before B: a kill between them keeps what {} says and loses what {} was to hold; "
      "the rerun believes it and never makes it",
      crossed->a_name, crossed->b_name);
  diagnosis.remedy = remedy_for(*crossed);
  diagnosis.blamed = {crossed->a_name, crossed->b_name};
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode order_inversion{"CP001", recognise};

}  // namespace crashproof::modes
