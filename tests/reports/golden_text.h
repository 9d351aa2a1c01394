// Texts that have been read and approved.
// CRASHPROOF_UPDATE_GOLDEN=1 writes them anew; read the difference before you keep it.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "harness/model/report.h"

namespace crashproof::testing_reports {

// A made report, and the name of its files in golden/.
struct Golden {
  const char* name;
  Report (*report)();
};
inline void PrintTo(const Golden& golden, std::ostream* out) {
  *out << golden.name;
}

std::string written(std::string_view format, const Report& report);

// Holds what the writer of this format makes of it against golden/NAME EXTENSION.
void expect_golden(const Golden& golden, const std::string& format, const std::string& extension);
// The same of any text against golden/FILE.
void expect_golden_text(const std::string& text, const std::string& file);

}  // namespace crashproof::testing_reports
