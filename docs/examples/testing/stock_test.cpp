// The job under every crash, under one that the job itself names, and under any that is drawn.
#include <crashproof/rapidcheck.h>
#include <crashproof/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "stock.h"

namespace {

using namespace crashproof::testing;
using crashproof::CrashSchedule;

// Functions become processes of their own: this program runs itself again.
const SubjectFunction add("add", stock::add_deliveries);
const SubjectFunction add_position_first("add-position-first",
                                         stock::add_deliveries_position_first);

TestSubject with_deliveries(const SubjectFunction& job) {
  return function_subject(job).file("deliveries.csv", "nuts,7\nbolts,9\nnails,4\nscrews,12\n");
}

TEST(Stock, ResumesAfterEveryCrash) {
  EXPECT_THAT(with_deliveries(add), ResumesAfterEveryCrash());
}

TEST(Stock, ResumesAfterACrashInTheSecondBatch) {
  EXPECT_THAT(with_deliveries(add), ResumesAfter("kill@after:marker(stock/batch)#2"));
}

TEST(Stock, ThePositionMustNotComeFirst) {
  EXPECT_THAT(with_deliveries(add_position_first), FailsWith("CP001"));
}

RC_GTEST_PROP(Stock, ResumesAfterAnySchedule, (const CrashSchedule& schedule)) {
  static const RecordedSubject job(with_deliveries(add));
  require_resumption(job, schedule);
}

}  // namespace
