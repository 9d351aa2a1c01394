// Everything that a campaign has to say, for the report writers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/accepted_finding.h"
#include "harness/model/crash_map.h"
#include "harness/model/explanation.h"
#include "harness/model/finding.h"
#include "harness/model/source_files.h"
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

// What became of the trials of one fault.
struct FaultCoverage {
  std::string fault;               // "NAME" or "NAME[PARAMETER]"
  std::uint64_t planned = 0;       // trials
  std::uint64_t tried = 0;         // those that came to a verdict
  std::uint64_t inconclusive = 0;  // those that did not, although the fault happened
  std::uint64_t not_happened = 0;  // those whose position was not reached, which are no trials
  std::uint64_t violations = 0;    // those that violate a check
  std::string left_out;            // one line: what was not planned, and why; "" if all was
  // The user asked for it by name, and the run offers no place for it: nothing was tested.
  bool untested = false;

  bool operator==(const FaultCoverage&) const = default;
};

// How much was done again after a crash, over all trials in which that was measured.
struct RedoSummary {
  std::uint64_t trials = 0;  // measured ones
  std::uint64_t max_items = 0;
  std::uint64_t median_items = 0;  // of an even number of trials the lower one
  std::uint64_t max_events = 0;
  std::uint64_t median_events = 0;
  bool in_items = true;        // false: nobody knows what an item is
  std::string worst_schedule;  // the first with the most of that unit; "" if none was redone
  std::optional<std::uint64_t> bound;  // what the user allows after each crash, in that unit

  bool operator==(const RedoSummary&) const = default;
};

// What one schedule, carried out once more, came to.
struct ReplayOutcome {
  bool reached = true;         // false: a step of the schedule did not happen
  bool trace_drifted = false;  // the subject's Events are no longer the expected ones
  // A person has looked at the crash state; nothing was resumed, and nothing is judged.
  bool only_looked_at = false;
  Evidence evidence;
  std::vector<Verdict> verdicts;
};

// Trials that were planned, and left alone since the campaign was told to stop early.
struct NotBegun {
  std::uint64_t trials = 0;
  std::string why;            // one clause, "the budget of 60 s was used up"; "": none was left
  bool at_violation = false;  // stopped by the first violation

  bool operator==(const NotBegun&) const = default;
};

// How far a campaign has come when it reports.
enum class Stage : std::uint8_t { recorded, tried, judged };

struct Report {
  std::string version;  // of the Crashproof that made it, "" if not known
  Stage stage = Stage::judged;
  std::optional<ReplayOutcome> replay;  // of a replay only
  Subject subject;
  std::string run_directory;
  std::string trace_fingerprint;
  std::string replay_options;  // flags that a replay needs to see the same, quoted for a shell
  Coverage coverage;
  // In the order in which they were planned; each trial belongs to one. Empty: only kills.
  std::vector<FaultCoverage> faults;
  std::optional<RedoSummary> redo;  // if it was measured
  std::string redo_table;           // where the numbers of each trial lie, for plotting; "" if not
  std::optional<CrashMap> map;      // of a judged run
  std::vector<Finding> findings;    // those that count
  std::vector<AcceptedFinding> accepted;   // those that the user lives with
  std::vector<std::string> not_asked_for;  // codes of those that --only leaves out, one each
  NotBegun not_begun;
  double least_coverage = 0;  // the share of the distinct states that is demanded, 0 … 1
  std::vector<Explanation> explanations;  // of the failure modes that findings name, once each
  SourceFiles source_files;               // where the places in the code lie
  std::string baseline_problem;           // "" if there is a baseline: one line, what and where
  std::string baseline_advice;            // what to do about it
  std::string isolation;    // e.g. "mount and pid namespaces, overlay on tmpfs, 2 workers"
  std::string confinement;  // e.g. "Landlock 7"
  std::vector<std::string> not_compared;  // one line each
  std::vector<std::string> notes;         // one line each: what a reader should know to trust this
  std::vector<Gap> recorder_gaps;
  std::vector<Gap> refused_writes;
  std::vector<std::string> inconclusive_reasons;  // distinct, with counts
  std::uint64_t litter_trials = 0;  // trials that left files which the crash-free run removes
  std::string litter_example;
  bool litter_temporary = false;  // all of these files are temporary ones, by their role
  double recording_seconds = 0;   // wall time of the recorded run
  double trial_seconds = 0;       // wall time of all trials together
  bool interrupted = false;       // stopped by a signal; --continue goes on
  std::uint64_t seed = 0;
};

// Trials that came to a verdict, and those that did not, of all faults together.
std::uint64_t trials_decided(const Report& report);
std::uint64_t trials_undecided(const Report& report);

// Fewer distinct states came to a verdict than the user demands.
bool lacks_coverage(const Report& report);

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
