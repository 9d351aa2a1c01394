// What one Check says of one Trial's Evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crashproof {

enum class Outcome : std::uint8_t { holds, inconclusive, violated };  // in order of precedence

struct Verdict {
  std::string check;  // a name from scenarios/checks, e.g. "no-loss"
  Outcome outcome = Outcome::inconclusive;
  std::string reason;  // one line; "" if it holds

  bool operator==(const Verdict&) const = default;
};

std::string_view name_of(Outcome outcome);
std::optional<Outcome> outcome_named(std::string_view name);

}  // namespace crashproof
