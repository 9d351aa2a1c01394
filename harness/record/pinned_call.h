// A system call that a pin has changed, until its exit.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace crashproof {

struct PinnedCall {
  // Programs may rely on registers that the kernel leaves alone, so they are put back.
  std::array<std::uint64_t, 6> arguments{};
  std::string content;  // of the memory file that was opened in place of a device; "": none was
};

}  // namespace crashproof
