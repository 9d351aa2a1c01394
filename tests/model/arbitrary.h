// RapidCheck generators and printers for the model's values, for the tests of every part.
// Include <gtest/gtest.h> before this. Defined in arbitrary.cpp: each of them takes a compiler
// seconds, and many tests draw them.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "harness/model/crash_point.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"
#include "tests/model/same_trace.h"

namespace crashproof {

void showValue(const CrashPoint& point, std::ostream& out);
void showValue(const Position& position, std::ostream& out);
void showValue(const CrashSchedule& schedule, std::ostream& out);
void showValue(const Trace& trace, std::ostream& out);

namespace arbitrary {

rc::Gen<EventKind> event_kind();

// Few enough that Events of one trace meet in a path, with everything that a glob could trip over.
rc::Gen<std::string> path();

// Small ones, those next to the borders of pages and of integers, and any.
rc::Gen<std::uint64_t> amount();

rc::Gen<Event> event();

// Indices count up and bytes name blobs that exist, as in every recorded trace.
rc::Gen<Trace> trace();

// Globs as schedules hold them: quoted paths, with some characters replaced by '*'.
rc::Gen<std::string> glob();

rc::Gen<Position> position();

// Schedules that the grammar knows: at least one step, in order of their runs, several about one
// run, changes before what strikes it.
rc::Gen<CrashSchedule> schedule();

}  // namespace arbitrary
}  // namespace crashproof

namespace rc {
template <>
struct Arbitrary<crashproof::Event> {
  static Gen<crashproof::Event> arbitrary() { return crashproof::arbitrary::event(); }
};
template <>
struct Arbitrary<crashproof::Trace> {
  static Gen<crashproof::Trace> arbitrary() { return crashproof::arbitrary::trace(); }
};
template <>
struct Arbitrary<crashproof::Position> {
  static Gen<crashproof::Position> arbitrary() { return crashproof::arbitrary::position(); }
};
template <>
struct Arbitrary<crashproof::CrashSchedule> {
  static Gen<crashproof::CrashSchedule> arbitrary() { return crashproof::arbitrary::schedule(); }
};
}  // namespace rc
