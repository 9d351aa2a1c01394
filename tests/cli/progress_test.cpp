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
    size_ = {columns, 24};
    return ProgressPrinter([this](const std::string& text) { written_.push_back(text); },
                           [this] { return size_; }, false, [this] { return now_; });
  }
  static Progress trials(std::uint64_t done) { return {"trials", done, 100, 0, ""}; }
  static Progress trial_at(std::uint64_t done, std::uint64_t after) {
    return {"trials", done, 100, 0, "", TrialMark{after, 9, Outcome::holds, {}}};
  }

  std::vector<std::string> written_;
  TerminalSize size_;
  ProgressPrinter::Clock::time_point now_{};
};

TEST_F(ProgressTo, AFileGetsALineAStageAndOneEveryTenSeconds) {
  ProgressPrinter printer = this->printer(0);
  printer.show({"recording", 0, 0, 0, ""});
  for (std::uint64_t i = 0; i <= 100; ++i) {
    printer.show(trial_at(i, i % 10));
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
  for (const std::string& text : written_) EXPECT_THAT(text, StartsWith("\r\x1b[J"));
  written_.clear();
  printer.finish();
  EXPECT_THAT(written_, ElementsAre("\r\x1b[J"));
  printer.finish();
  EXPECT_EQ(written_.size(), 1U);
}

TEST_F(ProgressTo, ATerminalShowsALineAndThenTheMapBelowIt) {
  ProgressPrinter printer = this->printer(80);
  printer.show({"recording", 0, 0, 0, ""});
  EXPECT_EQ(written_.back(), "\r\x1b[Jcrashproof: recording");
  printer.show(trial_at(1, 0));
  EXPECT_THAT(written_.back(), StartsWith("\r\x1b[Jcrashproof: trials 1/100\r\n  run    [."));
  now_ += seconds(1);
  printer.show(trial_at(2, 1));
  EXPECT_THAT(written_.back(), StartsWith("\r\x1b[1A\x1b[Jcrashproof: trials 2/100, 1.0/s"));
  printer.finish();
  EXPECT_EQ(written_.back(), "\r\x1b[1A\x1b[J");
}

TEST_F(ProgressTo, ATerminalThatBecomesNarrowerHasWrappedWhatStandsThere) {
  ProgressPrinter printer = this->printer(80);
  printer.show(trial_at(1, 0));
  size_.columns = 40;
  now_ += seconds(1);
  printer.show(trial_at(2, 1));
  // 24 and 79 characters are three rows of 40.
  EXPECT_THAT(written_.back(), StartsWith("\r\x1b[2A\x1b[J"));
}

TEST_F(ProgressTo, ATerminalLineNeverWraps) {
  ProgressPrinter printer = this->printer(12);
  printer.show({"a stage with a long name", 1, 10, 3, ""});
  EXPECT_EQ(written_[0], "\r\x1b[Jcrashproof:");
}

TEST_F(ProgressTo, NewsStayAndAreSafeToShow) {
  ProgressPrinter printer = this->printer(80);
  printer.show(trials(1));
  printer.show({"trials", 2, 100, 1, "lost \x1b[2J"});
  EXPECT_EQ(written_[1], "\r\x1b[Jlost \\x1b[2J\n");
}

TEST_F(ProgressTo, NewsAloneBeginNoStage) {
  ProgressPrinter printer = this->printer(0);
  printer.show({"", 0, 0, 0, "38 trials"});
  EXPECT_THAT(written_, ElementsAre("38 trials\n"));
}

TEST_F(ProgressTo, TheRateCountsWhatThisCampaignDid) {
  ProgressPrinter printer = this->printer(0);
  printer.show(trials(90));
  now_ += seconds(10);
  printer.show(trials(95));
  EXPECT_THAT(written_.back(), HasSubstr("95/100, 0.5/s, 10 s left"));
}

TEST_F(ProgressTo, ABudgetMayEndBeforeTheTrials) {
  ProgressPrinter printer = this->printer(0);
  printer.show(trials(0));
  now_ += seconds(10);
  printer.show({"trials", 5, 100, 0, "", {}, 30.0});
  EXPECT_THAT(written_.back(), HasSubstr("5/100, 0.5/s, 30 s left"));
}

}  // namespace
}  // namespace crashproof::cli
