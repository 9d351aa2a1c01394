// RapidCheck generators of crash schedules, shrinking with them. The one header that needs
// RapidCheck.
#pragma once

#include <rapidcheck.h>

#include "harness/model/schedule.h"
#include "harness/testing/recorded_subject.h"

namespace crashproof {

// How RapidCheck shows one.
void showValue(const CrashSchedule& schedule, std::ostream& out);

}  // namespace crashproof

namespace crashproof::testing {

// Schedules of kills alone, for any subject: the first run dies after event(N), and the resumes too
// that follow in the schedule. RecordedSubject::resume_after makes them fit. They shrink to fewer
// kills, earlier in each run.
rc::Gen<CrashSchedule> schedules();
// The same for this recording, with cuts inside of writes as well and positions in words.
rc::Gen<CrashSchedule> schedules_of(const RecordedSubject& subject);

// The body of most properties: fails this case with the report, unless the job ends as an
// uninterrupted run does.
inline void require_resumption(const RecordedSubject& subject, const CrashSchedule& schedule) {
  const Resumption end = subject.resume_after(schedule);
  if (!end.holds()) RC_FAIL("after " + end.schedule + ":\n" + end.report);
}

}  // namespace crashproof::testing

// `const CrashSchedule&` as an argument of a property.
template <>
struct rc::Arbitrary<crashproof::CrashSchedule> {
  static Gen<crashproof::CrashSchedule> arbitrary() { return crashproof::testing::schedules(); }
};
