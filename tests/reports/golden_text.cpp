// Golden files lie in golden/ beside this file.
#include "tests/reports/golden_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "reports/catalogue.h"

namespace crashproof::testing_reports {

std::string written(std::string_view format, const Report& report) {
  return report_writer_named(format)->write(report);
}

void expect_golden_text(const std::string& text, const std::string& file) {
  const std::string path = std::string(CRASHPROOF_GOLDEN_DIR) + "/" + file;
  if (std::getenv("CRASHPROOF_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(text, golden.str()) << path;
}

void expect_golden(const Golden& golden, const std::string& format, const std::string& extension) {
  expect_golden_text(written(format, golden.report()), golden.name + extension);
}

}  // namespace crashproof::testing_reports
