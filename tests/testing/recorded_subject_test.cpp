// Schedules drawn by RapidCheck against one recording.
#include "harness/testing/recorded_subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "harness/testing/schedules.h"
#include "tests/testing/jobs.h"
#include "tests/testing/own_temporary_directory.h"

namespace crashproof::testing {
namespace {

using ::testing::HasSubstr;

class RecordedSubjects : public OwnTemporaryDirectory {};

rc::detail::TestResult checked(const std::function<void(const CrashSchedule&)>& property,
                               int cases) {
  rc::detail::TestParams parameters;
  parameters.seed = 7;
  parameters.maxSuccess = cases;
  return rc::detail::checkTestable(property, rc::detail::TestMetadata(), parameters);
}

TEST_F(RecordedSubjects, ASoundJobResumesAfterAnySchedule) {
  const RecordedSubject job(function_subject(renamed_parts));
  rc::detail::SuccessResult success;
  const auto result =
      checked([&](const CrashSchedule& schedule) { require_resumption(job, schedule); }, 15);
  ASSERT_TRUE(result.match(success)) << result;
  EXPECT_EQ(success.numSuccess, 15);
}

TEST_F(RecordedSubjects, AFailingScheduleShrinksToOneKill) {
  const RecordedSubject job(function_subject(claims_first));
  std::string last;
  const auto result = checked(
      [&](const CrashSchedule& schedule) {
        if (job.resume_after(schedule).holds()) return;
        last = to_string(job.fitted(schedule));
        require_resumption(job, schedule);
      },
      100);
  rc::detail::FailureResult failure;
  ASSERT_TRUE(result.match(failure)) << result;
  EXPECT_THAT(failure.description, HasSubstr("Lost"));
  // The first place at which a kill does harm, and nothing besides.
  EXPECT_EQ(last, "kill@after:rename(ckpt)");
}

TEST_F(RecordedSubjects, SchedulesOfARecordingAreReachedAsTheyAre) {
  const RecordedSubject job(function_subject(renamed_parts));
  const auto result = rc::detail::checkTestable(
      [&] {
        const CrashSchedule schedule = *schedules_of(job);
        RC_ASSERT(job.fitted(schedule) == schedule);
        require_resumption(job, schedule);
      },
      rc::detail::TestMetadata(),
      [] {
        rc::detail::TestParams parameters;
        parameters.seed = 3;
        parameters.maxSuccess = 8;
        return parameters;
      }());
  rc::detail::SuccessResult success;
  EXPECT_TRUE(result.match(success)) << result;
}

TEST_F(RecordedSubjects, AnyPositionFits) {
  const RecordedSubject job(function_subject(claims_first));
  for (const std::uint64_t events : {0u, 1u, 7u, 1000u, 65535u}) {
    CrashSchedule schedule;
    Position& position = schedule.steps.emplace_back().position;
    position.edge = Position::Edge::event;
    position.occurrence = events;
    const Resumption end = job.resume_after(schedule);
    EXPECT_NE(end.outcome, Resumption::Outcome::undecided) << end.report;
    EXPECT_EQ(end.schedule, to_string(job.fitted(schedule)));
  }
}

TEST_F(RecordedSubjects, WhatCannotBeRecordedSaysWhy) {
  const auto reason = [](const SubjectFunction& function) -> std::string {
    try {
      const RecordedSubject job(function_subject(function));
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  };
  EXPECT_THAT(reason(changes_nothing), HasSubstr("no crash point"));
  EXPECT_THAT(reason(throws), HasSubstr("No baseline"));
}

}  // namespace
}  // namespace crashproof::testing
