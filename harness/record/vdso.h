// The kernel's vDSO: where its functions lie, and how they are replaced in a program that has just
// been executed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "harness/record/pins.h"

namespace crashproof {

// Offsets from the start of the vDSO, with the room that the function has; {0, 0}: not there.
struct VdsoFunction {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;

  bool exists() const { return size > 0; }
};

struct Vdso {
  const char* image = nullptr;  // our own copy of it; null: this kernel gives none
  VdsoFunction clock_gettime;
  VdsoFunction gettimeofday;
  VdsoFunction time;
  VdsoFunction getrandom;
};

// This kernel's, the same in every 64-bit process. Read once.
const Vdso& own_vdso();

// Replaces the functions that Pins are about in the vDSO at `address` of a stopped 64-bit process.
// False if its memory cannot be written or the vDSO is another than ours.
bool patch_vdso(pid_t pid, std::uint64_t address, const Pins& pins);

}  // namespace crashproof
