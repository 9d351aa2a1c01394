// Items, or Events where nobody knows what an item is.
#include "scenarios/checks/redone.h"

#include <fmt/format.h>

namespace crashproof {

std::uint64_t redone(const Redo& redo, const CheckLimits& limits) {
  return limits.redo_in_items ? redo.items : redo.events;
}

std::string redone_text(std::uint64_t count, const CheckLimits& limits) {
  return fmt::format("{} {}{}", count, limits.redo_in_items ? "item" : "event",
                     count == 1 ? "" : "s");
}

}  // namespace crashproof
