// Where one process of several can be struck: after what it did itself.
#pragma once

#include <string>
#include <vector>

#include "harness/model/fault.h"

namespace crashproof::faults {

struct PlaceOfRole {
  std::string role;
  std::uint64_t event = 0;  // an Event of that role
};

// A thread's process: "main/2+3" -> "main/2".
std::string process_of(const std::string& role);

// Of each role that changed files, some of its Events, spread; none if only one role is known at
// all. `only` limits them to that role, "" does not.
std::vector<PlaceOfRole> places_of_roles(const Trace& trace, bool with_threads,
                                         const std::string& only);

// The position right after an Event.
Position right_after(const FaultGround& ground, std::uint64_t event);

}  // namespace crashproof::faults
