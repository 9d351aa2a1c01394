// Whether an attempt is right, and in a learner's words what is not.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "harness/learn/exercise.h"
#include "harness/model/report.h"

namespace crashproof::learn {

struct Assessment {
  enum class Result : std::uint8_t {
    passed,
    not_yet,    // something for the student to mend
    undecided,  // this machine cannot tell
  };
  Result result = Result::passed;
  std::vector<std::string> problems;  // paragraphs of one or more lines; empty if passed
  std::set<std::string> codes;        // of the findings
};
std::string_view name_of(Assessment::Result result);

// What is looked at besides the report.
struct Observed {
  std::vector<Difference> other_end;  // how its crash-free end differs from that of the start
  std::uint64_t saves = 0;            // of Exercise::save_limit
  std::vector<std::string> wrong_predictions;
};

// Passed: no finding, nothing undecided, all faults tried, the same end, few enough saves, and all
// predictions right. Pure.
Assessment assess(const Exercise& exercise, const Report& report, const Observed& observed);

}  // namespace crashproof::learn
