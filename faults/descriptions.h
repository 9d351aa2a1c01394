// The descriptions that the catalogue lists, each defined in the file of its name.
#pragma once

#include "harness/model/fault.h"

namespace crashproof::faults {

extern const Fault kill;
extern const Fault failpoint;
extern const Fault failing_call;  // errno.cpp: the name itself belongs to the C library
extern const Fault short_write;
extern const Fault disk_full;
extern const Fault library;
extern const Fault interrupt;
extern const Fault kill_one;
extern const Fault stall;
extern const Fault poison;
extern const Fault power_loss;
extern const Fault clock;
extern const Fault late_input;
extern const Fault version;
extern const Fault truncate;
extern const Fault empty;
extern const Fault replica;
extern const Fault command;
extern const Fault hostname;
extern const Fault as_of;
extern const Fault rows;

}  // namespace crashproof::faults
