// System calls that wait until an absolute time of the wall clock.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crashproof {

struct DeadlineRow {
  // Of an argument: (argument & mask) == value. The filter compares them, all of one line.
  struct Condition {
    unsigned argument = 0;
    std::uint64_t mask = ~0ULL;
    std::uint64_t value = 0;
    bool equal = true;
  };
  // Whose clock the deadline is about, where the arguments do not tell.
  enum class Owner : std::uint8_t { wall_clock, timer_descriptor, timer };

  int number = -1;
  unsigned argument = 0;  // points to the time
  bool interval = false;  // to a struct itimerspec, whose it_value it is
  Owner owner = Owner::wall_clock;
  std::vector<Condition> conditions;
};

// Several rows of one number are alternatives.
std::span<const DeadlineRow> deadline_table();

// The row of such a call at its entry; null if it waits for something else.
const DeadlineRow* find_deadline(pid_t tid, std::uint64_t number,
                                 const std::array<std::uint64_t, 6>& arguments);

}  // namespace crashproof
