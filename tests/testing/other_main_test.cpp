// This program has GoogleTest's own main(), which knows nothing of subjects.
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/matchers.h"
#include "harness/testing/subject_function.h"

namespace crashproof::testing {
namespace {

const SubjectFunction job("job", [] {});

TEST(OtherMain, AFunctionIsRefusedInsteadOfRunningAllTestsAgain) {
  std::ostringstream said;
  // Undecided: neither the matcher nor its negation holds.
  EXPECT_NONFATAL_FAILURE(
      EXPECT_FALSE(ResumesAfterEveryCrash().MatchAndExplain(function_subject(job), &said)),
      "main() must call");
  EXPECT_THAT(said.str(), ::testing::HasSubstr("main() must call"));
}

}  // namespace
}  // namespace crashproof::testing
