// crashproof-regressions.toml, read and written.
#include "harness/cli/regressions_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class RegressionsFileTest : public testing::Test {
 protected:
  RegressionsFileTest() {
    subject_.workspace = directory_.path();
    subject_.command = {"sh", "job with space.sh"};
  }

  std::size_t save(const std::vector<FailedSchedule>& failed) {
    return save_regressions(failed, "abc", subject_, "--key 'a\\b\"c:1'");
  }

  TemporaryDirectory directory_;
  Subject subject_;
};

TEST_F(RegressionsFileTest, NoFileIsNoRegression) {
  EXPECT_THAT(read_regressions(subject_).of_this_command, IsEmpty());
}

TEST_F(RegressionsFileTest, WhatIsSavedIsRead) {
  const std::string odd = "kill@after:rename(a\"b\\\\c d)#2";
  EXPECT_EQ(save({FailedSchedule{"kill@start", "CP001"}, FailedSchedule{odd, ""}}), 2U);
  const RegressionsFile found = read_regressions(subject_);
  ASSERT_THAT(found.of_this_command, SizeIs(2));
  EXPECT_EQ(found.of_this_command[0].schedule, "kill@start");
  EXPECT_EQ(found.of_this_command[0].code, "CP001");
  EXPECT_EQ(found.of_this_command[0].place, "crashproof-regressions.toml:4");
  EXPECT_EQ(found.of_this_command[1].schedule, odd);
  EXPECT_EQ(save({FailedSchedule{odd, ""}, FailedSchedule{"kill@start", "CP002"}}), 0U);
}

TEST_F(RegressionsFileTest, AnotherCommandHasItsOwn) {
  save({FailedSchedule{"kill@start", ""}});
  subject_.command = {"sh", "other.sh"};
  EXPECT_THAT(read_regressions(subject_).of_this_command, IsEmpty());
  EXPECT_EQ(read_regressions(subject_).of_others, 1U);
  EXPECT_EQ(save({FailedSchedule{"kill@start", ""}}), 1U);
  EXPECT_THAT(read_regressions(subject_).of_this_command, SizeIs(1));
}

// A file name of bytes that are no text cannot be said in TOML; it must not spoil the file.
TEST_F(RegressionsFileTest, WhatIsNoTextIsLeftOut) {
  EXPECT_EQ(save({FailedSchedule{"kill@after:write(a\xff)", ""}, FailedSchedule{"kill@start", ""}}),
            1U);
  EXPECT_THAT(read_regressions(subject_).of_this_command, SizeIs(1));
}

}  // namespace
}  // namespace crashproof::cli
