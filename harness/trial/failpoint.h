// Arms one failpoint of a subject that declares some, and learns whether it fired. The protocol is
// two environment variables, so that the subject may be written in any language:
//   CRASHPROOF_FAILPOINT=NAME@HIT:kill | NAME@HIT:errno=NAME
//   CRASHPROOF_POINTS_FILE=PATH, to which the subject appends lines
//     "declare NAME SUMMARY", "fired NAME HIT", and at a normal exit "hits NAME COUNT"
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/trial/sandbox.h"

namespace crashproof {

struct PointReport {
  std::string name;
  std::string summary;
  std::uint64_t hits = 0;
  bool fired = false;
};

class FailpointRun {
 public:
  // `parameter` as in schedules, "NAME[@HIT][=ERRNO]"; "" only listens. The sandbox must have
  // begun. Throws std::runtime_error if the subject can be given no private file to report to.
  FailpointRun(const Sandbox& sandbox, const std::string& parameter);
  ~FailpointRun();
  FailpointRun(const FailpointRun&) = delete;
  FailpointRun& operator=(const FailpointRun&) = delete;

  const std::vector<std::pair<std::string, std::string>>& variables() const { return variables_; }
  // After the run.
  std::vector<PointReport> points() const;
  bool fired() const;

 private:
  std::string file_;
  std::vector<std::pair<std::string, std::string>> variables_;
};

}  // namespace crashproof
