// run.json says all that a report says, and nothing else reads as one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/model/report_json.h"
#include "reports/catalogue.h"
#include "reports/run_schema.h"
#include "tests/reports/any_report.h"
#include "tests/reports/made_reports.h"

namespace crashproof {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

RC_GTEST_PROP(RunJsonOfReports, EveryWriterSaysTheSameOfWhatComesBack, ()) {
  const Report report = testing::any::any_report();
  const Report back = report_from_json(to_json(report));
  for (const ReportWriter& writer : report_writers()) {
    RC_LOG() << writer.name << "\n";
    RC_ASSERT(writer.write(back) == writer.write(report));
  }
}

std::string complaint(const std::string& text) {
  try {
    report_from_json(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

// Whatever is broken in it, the answer is one line, or a report that can be written.
RC_GTEST_PROP(RunJsonOfReports, DamagedOnesAreRefusedOrRead, ()) {
  json document = json::parse(to_json(testing_reports::diagnosed_report()));
  const json fields = document.flatten();
  auto field = fields.begin();
  std::advance(field, *rc::gen::inRange<std::size_t>(0, fields.size()));
  document[json::json_pointer(field.key())] = *rc::gen::elementOf(std::vector<json>{
      nullptr, -1, 1e300, 0.5, "x", true, json::array(), json::object(), 18446744073709551615U});
  const std::string text = document.dump();
  try {
    const Report report = report_from_json(text);
    for (const ReportWriter& writer : report_writers()) (void)writer.write(report);
  } catch (const std::runtime_error& error) {
    RC_ASSERT(std::string(error.what()).find('\n') == std::string::npos);
  }
}

RC_GTEST_PROP(RunJsonOfReports, OtherTextIsRefused, ()) {
  RC_ASSERT_THROWS_AS(report_from_json(*testing::any::any_bytes()), std::runtime_error);
}

TEST(RunJsonOfReports, RefusesOtherDocumentsByName) {
  EXPECT_THAT(complaint("{"), HasSubstr("not valid JSON: run.json"));
  EXPECT_THAT(complaint("[]"), HasSubstr("no run of crashproof"));
  EXPECT_THAT(complaint("{\"schema\": \"crashproof-run/2\"}"),
              HasSubstr("written by another version of crashproof, as crashproof-run/2"));
}

TEST(RunJsonOfReports, LeavesTheEnvironmentOut) {
  Report report = testing_reports::failing_report();
  report.subject.environment = {"TOKEN=secret"};
  EXPECT_THAT(to_json(report), Not(HasSubstr("secret")));
}

TEST(RunJsonOfReports, HasTheVersionThatItsSchemaNames) {
  const json schema = json::parse(reports::run_schema());
  EXPECT_EQ(schema["properties"]["schema"]["const"], run_json_version);
}

}  // namespace
}  // namespace crashproof
