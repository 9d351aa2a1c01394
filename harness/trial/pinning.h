// How a subject's clock and random bytes are pinned on this machine.
#pragma once

#include "harness/model/subject.h"
#include "harness/record/launch.h"
#include "harness/record/pins.h"

namespace crashproof {

// What Subject::pin_clock and pin_random stand for: one fixed clock, at noon of 2024-01-01 UTC, and
// one seed.
Pins pins_of(const Subject& subject);

// Tried once, on a child of our own, in the calling process or one that it was forked from.
bool ptrace_allowed();

// Gives the launch the subject's Pins. Where ptrace is not to be had, libfaketime gives its fixed
// clock to programs that are linked dynamically. Throws std::runtime_error if that is not installed
// either, or if random bytes are to be pinned.
void pin(Launch& launch, const Subject& subject);

}  // namespace crashproof
