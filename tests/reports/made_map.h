// A Report with a crash map of any size, made by hand.
#pragma once

#include <cstdint>

#include "harness/model/report.h"

namespace crashproof::testing_reports {

// A job of batches: data, then a checkpoint, with one window in which kills lose data in each tenth
// batch, power cuts and redo. `points` crash points, more or less.
Report mapped_report(std::uint64_t points);

// The same with names, calls and notes that would harm a page.
Report hostile_mapped_report();

}  // namespace crashproof::testing_reports
