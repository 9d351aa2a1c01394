// One staged directory and one recording behind any number of schedules.
#include "harness/testing/recorded_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <utility>

#include "harness/campaign/recorded_job.h"
#include "harness/cli/preflight.h"
#include "harness/plan/resolve.h"
#include "harness/testing/staged_subject.h"

namespace crashproof::testing {
namespace {

// Of a job whose every state is alike nothing can be learnt by killing it.
bool has_crash_point(const Trace& trace) {
  return std::ranges::any_of(trace.events,
                             [](const Event& event) { return changes_files(event.kind); });
}

Resumption::Outcome outcome_of(const Report& report) {
  switch (exit_code(report)) {
    case ExitCode::no_finding:
      return Resumption::Outcome::holds;
    case ExitCode::findings:
      return Resumption::Outcome::fails;
    default:
      return Resumption::Outcome::undecided;
  }
}

// The schedule that was carried out is one without the steps that no run came to.
void leave_out_dropped(ReplayOutcome& outcome) {
  Evidence& evidence = outcome.evidence;
  CrashSchedule schedule = parse_schedule(evidence.schedule);
  for (const std::string& dropped : evidence.dropped) {
    const ScheduleStep step = parse_schedule(dropped).steps.front();
    const auto found = std::ranges::find(schedule.steps, step);
    if (found != schedule.steps.end()) schedule.steps.erase(found);
  }
  evidence.schedule = to_string(schedule);
  evidence.dropped.clear();
  outcome.reached = evidence.fault_happened;
}

}  // namespace

RecordedSubject::RecordedSubject(const TestSubject& subject)
    : subject_(subject),
      staged_(std::make_unique<StagedSubject>(subject, Settings(), "RecordedSubject")) {
  job_ = std::make_unique<RecordedJob>(staged_->options(), catalogues());
  if (job_->recording().interrupted) staged_->end_interrupted();
  if (!job_->can_be_tried()) throw std::runtime_error(staged_->told(job_->recording()));
  if (!has_crash_point(job_->runs().trace))
    throw std::runtime_error("no crash point: the job changes no file");
}

RecordedSubject::~RecordedSubject() = default;

CrashSchedule RecordedSubject::fitted(const CrashSchedule& schedule) const {
  const BaselineRuns& runs = job_->runs();
  const std::uint64_t numbered = event_numbers(runs.trace.events).back();
  CrashSchedule fitting = schedule;
  for (ScheduleStep& step : fitting.steps) {
    if (step.run != 0 || step.position.edge != Position::Edge::event) continue;
    step.position.occurrence %= numbered + 1;
    step.position =
        position_of(resolve(step.position, runs.trace).point, runs.trace, runs.unstable_paths);
  }
  return fitting;
}

Resumption RecordedSubject::resume_after(const CrashSchedule& schedule) const {
  return tried(fitted(schedule), false);
}

Resumption RecordedSubject::resume_after_exactly(const CrashSchedule& schedule) const {
  return tried(schedule, true);
}

Resumption RecordedSubject::tried(const CrashSchedule& schedule, bool exactly) const {
  cli::check_schedule(to_string(schedule));
  Report report = job_->try_schedule(schedule);
  if (report.interrupted) staged_->end_interrupted();
  if (!exactly) leave_out_dropped(*report.replay);
  Resumption end;
  end.schedule = report.replay->evidence.schedule;
  end.outcome = outcome_of(report);
  end.report = staged_->told(report);
  if (!end.holds()) end.report += staged_->replay_line(report, end.schedule);
  return end;
}

std::ostream& operator<<(std::ostream& out, const RecordedSubject& subject) {
  return out << subject.subject();
}

}  // namespace crashproof::testing
