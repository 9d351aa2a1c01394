// The plurals that our nouns have.
#include "harness/model/counted.h"

#include <fmt/format.h>

namespace crashproof {

std::string counted(std::uint64_t count, std::string_view noun) {
  if (count == 1) return fmt::format("1 {}", noun);
  const bool sibilant = noun.ends_with('s') || noun.ends_with("ch") || noun.ends_with('x');
  if (noun.ends_with("ry")) return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
  return fmt::format("{} {}{}", count, noun, sibilant ? "es" : "s");
}

}  // namespace crashproof
