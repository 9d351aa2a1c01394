// What an audit of the job as it was given comes to on this machine: the measure of an attempt.
#pragma once

#include <set>
#include <string>

#include "harness/learn/auditor.h"
#include "harness/learn/exercise.h"
#include "harness/learn/prediction.h"
#include "harness/learn/workshop.h"

namespace crashproof::learn {

struct Reference {
  std::set<std::string> codes;  // of its findings; "no code" for one without
  RightAnswers answers;
  std::string run_directory;  // whose final/ is what every version has to end with

  std::string problem;  // why there is nothing to go by; "" if there is

  // This machine shows what the exercise is about.
  bool shows(const Exercise& exercise) const { return problem.empty() && codes == exercise.codes; }
};

// Audited once for each version of the exercise, then kept. Throws as audit_job does, and
// std::runtime_error if it cannot be built.
Reference reference_of(const Exercise& exercise, const Workshop& workshop, const Auditor& auditor);

}  // namespace crashproof::learn
