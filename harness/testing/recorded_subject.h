// A subject that was recorded once, and single schedules tried against that recording: for
// properties, where thousands of schedules are drawn.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "harness/model/schedule.h"
#include "harness/testing/test_subject.h"

namespace crashproof {
class RecordedJob;
}

namespace crashproof::testing {

class StagedSubject;

// What came of one schedule.
struct Resumption {
  enum class Outcome : std::uint8_t { holds, fails, undecided };
  Outcome outcome = Outcome::undecided;
  std::string schedule;  // the steps that were carried out
  std::string report;    // as `crashproof replay` prints it, with the line that shows it again

  // The job ended as an uninterrupted run does; what is undecided does not hold.
  bool holds() const { return outcome == Outcome::holds; }
};

// Costs some seconds to make and the time of a resume for each schedule. Not for several threads.
class RecordedSubject {
 public:
  // Records the crash-free runs. Throws std::runtime_error that says why nothing can be tried: a
  // bad setting, no crash-free run to compare with, no crash point.
  explicit RecordedSubject(const TestSubject& subject);
  ~RecordedSubject();
  RecordedSubject(const RecordedSubject&) = delete;
  RecordedSubject& operator=(const RecordedSubject&) = delete;

  // Any schedule means something: as fitted() says, and kills of resumes that have ended before are
  // left out.
  Resumption resume_after(const CrashSchedule& schedule) const;
  // The schedule as it is, in which a step that is not reached leaves it undecided.
  Resumption resume_after_exactly(const CrashSchedule& schedule) const;

  // event(N) of the first run counts round its Events, and is put into words:
  // event(1003) of a job with 18 of them is event(14), and reads after:rename(ckpt.json)#2.
  CrashSchedule fitted(const CrashSchedule& schedule) const;

  const TestSubject& subject() const { return subject_; }
  const RecordedJob& job() const { return *job_; }

 private:
  Resumption tried(const CrashSchedule& schedule, bool exactly) const;

  TestSubject subject_;
  std::unique_ptr<StagedSubject> staged_;
  std::unique_ptr<RecordedJob> job_;
};

std::ostream& operator<<(std::ostream& out, const RecordedSubject& subject);

}  // namespace crashproof::testing
