// GoogleMock matchers for what becomes of a job that is interrupted. This header includes neither
// GoogleTest nor GoogleMock; EXPECT_THAT needs them.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/testing/test_subject.h"

namespace crashproof {
struct CrashSchedule;
}

namespace crashproof::testing {

class RecordedSubject;

// Audits the subject: seconds for a job of a few dozen file operations. The message is the report
// as `crashproof audit` prints it. What does not come to a verdict never matches, nor does its
// negation: no crash-free run that could be compared with, no crash point, trials without a result,
// a setting that does not exist. Such an audit adds a failure of its own to the test, which Not()
// cannot turn.
class AuditMatcher {
 public:
  using is_gtest_matcher = void;

  // Copies with one more setting of `crashproof audit`, see TestSubject::with.
  AuditMatcher with(std::string setting, std::string value) const;
  AuditMatcher sample(unsigned states) const;       // at most so many states, spread evenly
  AuditMatcher depth(unsigned crashes) const;       // so many crashes in a row
  AuditMatcher random(unsigned schedules) const;    // schedules of several kills as well
  AuditMatcher fault(std::string name) const;       // "errno[EIO]", beside sudden death
  AuditMatcher power_cut(std::string model) const;  // "ext4-ordered", beside sudden death

  // `out` is null if nobody wants to read it. What a failing match has found is told to the call
  // that asks about the same subject next, without another audit.
  bool MatchAndExplain(const TestSubject& subject, std::ostream* out) const;
  void DescribeTo(std::ostream* out) const;
  void DescribeNegationTo(std::ostream* out) const;

 private:
  friend AuditMatcher ResumesAfterEveryCrash();
  friend AuditMatcher ResumesAfterEveryPowerCut(std::string model);
  friend AuditMatcher FailsToResume();
  friend AuditMatcher FailsWith(std::string code);
  enum class Expects { no_finding, finding };
  struct Told;
  AuditMatcher(Expects expects, std::string code, std::string description);
  bool audited(const TestSubject& subject, std::string& text) const;

  Expects expects_;
  std::string code_;  // of the failure mode that a finding must have; "" for any
  std::string description_;
  std::vector<std::pair<std::string, std::string>> settings_;
  std::shared_ptr<Told> told_;
};

// Holds if the job, killed at any place between two of its file operations or inside a write and
// run again, ends as an uninterrupted run does.
AuditMatcher ResumesAfterEveryCrash();
// The same also after every power cut that a persistence model permits; `crashproof faults` lists
// the models.
AuditMatcher ResumesAfterEveryPowerCut(std::string model);
// Holds if the audit has a finding: for tests that show what a harness must see.
AuditMatcher FailsToResume();
// Holds if it has one whose cause has this code, e.g. "CP001"; others beside it do no harm.
AuditMatcher FailsWith(std::string code);

// Carries out one schedule. A step that is not reached, and what else is undecided, fails the
// matcher and its negation, as for AuditMatcher.
class ScheduleMatcher {
 public:
  using is_gtest_matcher = void;

  // Records the subject first; a RecordedSubject is recorded already.
  bool MatchAndExplain(const TestSubject& subject, std::ostream* out) const;
  bool MatchAndExplain(const RecordedSubject& subject, std::ostream* out) const;
  void DescribeTo(std::ostream* out) const;
  void DescribeNegationTo(std::ostream* out) const;

 private:
  friend ScheduleMatcher ResumesAfter(std::string_view schedule);
  explicit ScheduleMatcher(std::string schedule) : schedule_(std::move(schedule)) {}

  std::string schedule_;
};

// Holds if the job ends as an uninterrupted run does after this schedule, e.g.
// "kill@after:rename(ckpt.json)#2". A schedule that cannot be read fails the test, and says where.
ScheduleMatcher ResumesAfter(std::string_view schedule);
ScheduleMatcher ResumesAfter(const CrashSchedule& schedule);

}  // namespace crashproof::testing
