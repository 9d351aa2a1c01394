// A report as a list of test cases, for the formats that know nothing else: JUnit XML and TAP.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/report.h"

namespace crashproof::reports {

// Every text is printable; only `details` has line breaks.
struct TestCase {
  enum class Outcome : std::uint8_t {
    passed,
    failed,    // a promise is broken
    error,     // nothing is known: this never counts as passed
    skipped,   // not asked for, or the run offers no place for it and nobody named it
    accepted,  // a promise is broken, and the user lives with it
  };
  // "crashproof.kill": the fault, or what else is asked.
  std::string group;
  // The same in every run in which it is about the same, unlike in one report twice.
  std::string name;
  Outcome outcome = Outcome::passed;
  std::string message;               // one line; "" if it passed
  std::string details;               // lines, without a line break at the end; "" if there are none
  const Finding* finding = nullptr;  // if it is about one; lives as long as the report
};

// In which nothing points into a report that is gone: the report must outlive them.
std::vector<TestCase> test_cases(const Report& report);

}  // namespace crashproof::reports
