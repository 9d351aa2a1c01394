// One finding as people read it: its window, its cause, the proof, and the line that shows it
// again.
#pragma once

#include <cstddef>
#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

// An article with the id "finding-N", N from 1.
std::string card_of(const Report& report, std::size_t index);

// "CP001" or "no. 2": short enough for a bracket. Not escaped.
std::string short_name_of(const Finding& finding, std::size_t index);

}  // namespace crashproof::reports
