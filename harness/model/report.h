// Everything that a campaign has to say, for the report writers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/finding.h"
#include "harness/model/subject.h"
#include "harness/model/trace.h"

namespace crashproof {

struct Coverage {
  std::uint64_t events = 0;        // of the recorded run
  std::uint64_t points = 0;        // gaps and cuts
  std::uint64_t gaps = 0;          // of those, gaps between Events
  std::uint64_t states = 0;        // distinct ones among them
  std::uint64_t tried = 0;         // states whose trial came to a verdict
  std::uint64_t random_tried = 0;  // random schedules that came to a verdict
  std::uint64_t inconclusive = 0;  // trials that did not
  std::uint64_t violations = 0;    // trials that violate a check
  std::uint64_t reused = 0;        // trials taken over from an interrupted campaign
  bool exhaustive() const { return tried == states; }
};

// What one schedule, carried out once more, came to.
struct ReplayOutcome {
  bool reached = true;         // false: a position of the schedule was not reached
  bool trace_drifted = false;  // the subject's Events are no longer the expected ones
  Evidence evidence;
  std::vector<Verdict> verdicts;
};

// How far a campaign has come when it reports.
enum class Stage : std::uint8_t { recorded, tried, judged };

struct Report {
  Stage stage = Stage::judged;
  std::optional<ReplayOutcome> replay;  // of a replay only
  Subject subject;
  std::string run_directory;
  std::string trace_fingerprint;
  std::string replay_options;  // flags that a replay needs to see the same, quoted for a shell
  Coverage coverage;
  std::vector<Finding> findings;
  std::string baseline_problem;  // "" if there is a baseline: one line, what and where
  std::string baseline_advice;   // what to do about it
  std::string isolation;         // e.g. "mount and pid namespaces, overlay on tmpfs, 2 workers"
  std::string confinement;       // e.g. "Landlock 7"
  std::vector<std::string> not_compared;  // one line each
  std::vector<std::string> notes;         // one line each: what a reader should know to trust this
  std::vector<Gap> recorder_gaps;
  std::vector<Gap> refused_writes;
  std::vector<std::string> inconclusive_reasons;  // distinct, with counts
  std::uint64_t litter_trials = 0;                // trials that left temporary files behind
  std::string litter_example;
  double recording_seconds = 0;  // wall time of the recorded run
  double trial_seconds = 0;      // wall time of all trials together
  bool interrupted = false;      // stopped by a signal; --continue goes on
  std::uint64_t seed = 0;
};

// The documented exit codes; see docs/ARCHITECTURE.md. Precedence 70, 130, 4, 5, 1, 3, 0.
enum class ExitCode : int {
  no_finding = 0,
  findings = 1,
  usage = 2,
  undecided = 3,
  no_baseline = 4,
  no_crash_point = 5,
  not_reproduced = 6,
  internal = 70,
  interrupted = 130,
};
ExitCode exit_code(const Report& report);

}  // namespace crashproof
