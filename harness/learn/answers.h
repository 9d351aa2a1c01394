// What is right to foretell of a job, read off the report of its audit: nothing is written down.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "harness/model/report.h"

namespace crashproof::learn {

// Names of answers, as in exercise.toml:
//   first-event    the Event after which a kill (or what else is tried) first does harm, as
//                  "rename(checkpoint.json)"
//   redone-items   the most items that a resume does again
//   lost           how many files, rows or lines the first finding's example has lost; 0 without
//   lost-file      a path of which the first finding's example has lost something
//   harmful-kills  in how many trials a kill, and nothing else, does harm
bool is_answer(std::string_view name);

// All that is right; empty if the report has no such thing. `name` is an answer. Pure.
std::set<std::string> answer_from(std::string_view name, const Report& report);

// The codes of its findings; "no code" for one without. Pure.
std::set<std::string> codes_of(const Report& report);

}  // namespace crashproof::learn
