// At most ten rewrites a second on a terminal, few plain lines elsewhere.
#include "harness/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crashproof::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ProgressTo : public testing::Test {
 protected:
  ProgressPrinter printer(std::size_t columns) {
    return ProgressPrinter([this](const std::string& text) { written_.push_back(text); }, columns,
                           [this] { return now_; });
  }
  static Progress trials(std::uint64_t done) { return {"trials", done, 100, 0, ""}; }

  std::vector<std::string> written_;
  ProgressPrinter::Clock::time_point now_{};
};

TEST_F(ProgressTo, AFileGetsALineAStageAndOneEveryTenSeconds) {
  ProgressPrinter printer = this->printer(0);
  printer.show({"recording", 0, 0, 0, ""});
  for (std::uint64_t i = 0; i <= 100; ++i) {
    printer.show(trials(i));
    now_ += milliseconds(200);
  }
  printer.finish();
  EXPECT_THAT(written_, ElementsAre("crashproof: recording\n", "crashproof: trials 0/100\n",
                                    "crashproof: trials 50/100, 5.0/s, 10 s left\n",
                                    "crashproof: trials 100/100, 5.0/s\n"));
}

TEST_F(ProgressTo, ATerminalIsRewrittenAtMostTenTimesASecond) {
  ProgressPrinter printer = this->printer(80);
  for (std::uint64_t i = 0; i < 99; ++i) {
    printer.show(trials(i));
    now_ += milliseconds(10);
  }
  EXPECT_EQ(written_.size(), 10U);
  for (const std::string& text : written_) EXPECT_THAT(text, StartsWith("\r\x1b[K"));
  written_.clear();
  printer.finish();
  EXPECT_THAT(written_, ElementsAre("\r\x1b[K"));
}

TEST_F(ProgressTo, ATerminalLineNeverWraps) {
  ProgressPrinter printer = this->printer(12);
  printer.show({"a stage with a long name", 1, 10, 3, ""});
  EXPECT_EQ(written_[0], "\r\x1b[Kcrashproof:");
}

TEST_F(ProgressTo, NewsStayAndAreSafeToShow) {
  ProgressPrinter printer = this->printer(80);
  printer.show(trials(1));
  printer.show({"trials", 2, 100, 1, "lost \x1b[2J"});
  EXPECT_EQ(written_[1], "\r\x1b[Klost \\x1b[2J\n");
}

TEST_F(ProgressTo, TheRateCountsWhatThisCampaignDid) {
  ProgressPrinter printer = this->printer(0);
  printer.show(trials(90));
  now_ += seconds(10);
  printer.show(trials(95));
  EXPECT_THAT(written_.back(), HasSubstr("95/100, 0.5/s, 10 s left"));
}

}  // namespace
}  // namespace crashproof::cli
