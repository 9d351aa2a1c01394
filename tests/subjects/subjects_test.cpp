// Every variant of every subject is audited: a sound one has no finding, a flawed one has findings
// of the kind that is meant and of no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"
#include "tests/subjects/subject_file.h"

namespace crashproof::subjects {
namespace {

using audits::Audited;
using audits::Json;
using testing::AnyOfArray;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string quoted(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += " '" + word + "'";
  return line;
}

// The system's own interpreter, not what a version manager puts before it, and nobody's git
// settings.
void forget_settings_of_the_user() {
  ::setenv("PATH", "/usr/bin:/bin", 1);
  ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
}

std::string without_parameter(const std::string& fault) {
  return fault.substr(0, fault.find('['));
}

std::set<std::string> codes_of(const Audited& audited) {
  std::set<std::string> codes;
  for (const Json& finding : audited.findings) {
    const Json& code = finding.at("code");
    codes.insert(code.is_null() ? "no code" : code.get<std::string>());
  }
  return codes;
}

void expect_meant(const SubjectVariant& variant, const Audited& audited) {
  ASSERT_THAT(audited.findings, Not(IsEmpty())) << audited.all();
  for (const Json& finding : audited.findings) {
    const auto fault = without_parameter(finding.at("fault"));
    EXPECT_THAT(variant.faults, Contains(fault)) << finding;
    EXPECT_THAT(finding.at("checks").get<std::vector<std::string>>(),
                Each(AnyOfArray(variant.checks)))
        << finding;
  }
  const std::set<std::string> codes = codes_of(audited);
  EXPECT_EQ(codes, variant.codes) << audited.all();
}

// Second crashes of a small job may leave nothing that one crash does not; the row says so.
bool is_tried_fault(const Json& row) {
  const bool nothing_new =
      row.at("left_out") == "all, since every state that a resume leaves was met before";
  return row.at("fault") != "kill" && (row.at("tried") > 0 || nothing_new);
}

// What was to be tried has happened, or the silence says nothing. A persistence model may permit
// nothing that a stronger one does not; but all that was asked for cannot come to nothing.
void expect_tried(const Audited& audited) {
  EXPECT_GT(audited.count("tried"), 0U) << audited.all();
  const Json& faults = audited.summary.at("faults");
  for (const Json& row : faults) {
    EXPECT_TRUE(row.at("planned") == 0 || row.at("tried") > 0) << row;
  }
  EXPECT_TRUE(faults.empty() || std::any_of(faults.begin(), faults.end(), is_tried_fault))
      << faults;
}

class Subject : public testing::TestWithParam<SubjectVariant> {};

TEST_P(Subject, IsFoundToBeWhatItIs) {
  const SubjectVariant& variant = GetParam();
  forget_settings_of_the_user();
  const audits::Workspace workspace;
  put_into(workspace.path(), variant);
  if (!variant.prepare.empty()) workspace.prepare("set -e; " + variant.prepare);
  const auto audit = [&] {
    return audits::audit(quoted(variant.audit) + " --" + quoted(variant.command), workspace.path(),
                         170);
  };
  Audited audited = audit();
  // Who is held up, and who wins a race, is decided by the run that happens to be recorded.
  const bool race = variant.faults.contains("stall") || variant.faults.contains("replica");
  if (race && codes_of(audited) != variant.codes) audited = audit();
  const std::string isolation = audited.summary.at("isolation");
  if (!isolation.starts_with(variant.needs)) GTEST_SKIP() << "needs " << variant.needs;
  EXPECT_EQ(audited.exit(), variant.sound() ? 0 : 1) << audited.all();
  expect_tried(audited);
  if (!variant.sound()) expect_meant(variant, audited);
}

std::string test_name(const testing::TestParamInfo<SubjectVariant>& info) {
  std::string name = info.param.subject() + "_" + info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(FromTheLiterature, Subject, testing::ValuesIn(variants_in(SUBJECTS_DIR)),
                         test_name);

TEST(Subjects, ShowEveryFailureMode) {
  std::set<std::string> shown;
  for (const SubjectVariant& variant : variants_in(SUBJECTS_DIR))
    shown.merge(std::set(variant.codes));
  for (int number = 1; number <= 21; ++number) {
    const std::string digits = std::to_string(number);
    EXPECT_THAT(shown, Contains("CP" + std::string(3 - digits.size(), '0') + digits));
  }
}

TEST(Subjects, HaveASoundVariantEach) {
  std::set<std::string> all;
  std::set<std::string> sound;
  for (const SubjectVariant& variant : variants_in(SUBJECTS_DIR)) {
    all.insert(variant.subject());
    if (variant.sound()) sound.insert(variant.subject());
  }
  EXPECT_EQ(sound, all);
}

// As a row of the table in README.md tells of it.
std::string told(const SubjectVariant& variant) {
  std::string text = "`" + variant.name + "`";
  for (const std::string& code : variant.codes) text += " " + code;
  return text;
}

TEST(Subjects, AreAllInTheTable) {
  std::ostringstream table;
  table << std::ifstream(SUBJECTS_DIR "/README.md").rdbuf();
  std::map<std::string, std::string> rows;
  for (const SubjectVariant& variant : variants_in(SUBJECTS_DIR)) {
    std::string& row = rows[variant.subject()];
    row += (row.empty() ? "" : ", ") + told(variant);
  }
  for (const auto& [name, variants] : rows) {
    EXPECT_THAT(table.str(), HasSubstr("| [" + name + "](" + name + ") | " + variants + " |"));
  }
}

}  // namespace
}  // namespace crashproof::subjects
