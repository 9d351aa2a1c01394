// A student's version of an exercise, held against the version as it was given.
#pragma once

#include "harness/learn/assessment.h"
#include "harness/learn/auditor.h"
#include "harness/learn/workshop.h"

namespace crashproof::learn {

// Audits what lies in the student's folder, with the exercise's inputs and settings, once all
// predictions are written down. Two at the same time take turns. Throws Interrupted, UsageError for
// what is missing in the folder.
Assessment check_attempt(const Exercise& exercise, const Workshop& workshop,
                         const Auditor& auditor);

}  // namespace crashproof::learn
