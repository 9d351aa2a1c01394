// What `crashproof learn` says, for people and for programs.
#pragma once

#include <string>

#include "harness/learn/assessment.h"
#include "harness/learn/student_progress.h"
#include "harness/learn/workshop.h"

namespace crashproof::cli {

// Every exercise with how far the student has come.
std::string progress_as_text(const learn::Workshop& workshop,
                             const learn::StudentProgress& progress);
std::string progress_as_json(const learn::Workshop& workshop,
                             const learn::StudentProgress& progress);

// The story of an exercise, and where it lies.
std::string story_text(const learn::Exercise& exercise, const learn::Workshop& workshop);

std::string assessment_as_text(const learn::Exercise& exercise, const learn::Workshop& workshop,
                               const learn::Assessment& assessment);
std::string assessment_as_json(const learn::Exercise& exercise,
                               const learn::Assessment& assessment);

}  // namespace crashproof::cli
