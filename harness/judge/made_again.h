// How much of what a resume does is done twice: one rule for Events and for items.
#pragma once

#include <algorithm>
#include <cstdint>

namespace crashproof {

// The runs before have done something `made` times, a resume does it `times` more, and a crash-free
// run does it `usual` times in all. Returns how often it was done again: as often as all of them
// together are above what is usual. Adds the rest to `made`.
inline std::uint64_t made_again(std::uint64_t& made, std::uint64_t times, std::uint64_t usual) {
  const std::uint64_t beyond = made + times > usual ? made + times - usual : 0;
  const std::uint64_t again = std::min({made, times, beyond});
  made += times - again;
  return again;
}

}  // namespace crashproof
