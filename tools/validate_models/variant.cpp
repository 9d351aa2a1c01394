// The table of variants.
#include "tools/validate_models/variant.h"

#include <array>

namespace crashproof {

std::span<const Variant> variants() {
  static const std::array<Variant, 6> table = {{
      {"prodded", "commits and writebacks at random moments", 12, 0, 8, false, true, 300, 3, 6},
      {"delay", "the same, file data reaches the disk 0.4 s late", 12, 400, 30, false, true, 600, 1,
       3},
      {"alone", "prodded, one workload at a time", 12, 0, 8, false, false, 100, 0, 1},
      {"default", "no pauses, the file system's own timers", 0, 0, 0, false, true, 40000, 0, 1},
      {"slow", "0.6 s between calls, its own timers", 600, 0, 0, false, true, 8000, 0, 1},
      {"fast-commits", "commits each second where that can be mounted", 200, 0, 0, true, true, 4000,
       0, 2},
  }};
  return table;
}

}  // namespace crashproof
