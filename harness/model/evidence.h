// All that one Trial left: what was done, how each run ended, how the final state differs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/record.h"
#include "harness/model/trace.h"

namespace crashproof {

// One way in which a final state differs from the crash-free one. A fact, not yet a verdict.
struct Difference {
  enum class Class : std::uint8_t {
    lost,        // in the baseline, missing here
    older,       // here as it was before the run, or in an earlier version of it
    torn,        // here with content that no complete run writes
    altered,     // right content, other type, permissions or link target
    duplicated,  // more copies than in the baseline
    extra,       // in no baseline
    litter,      // a temporary file that the crash-free run also made, and removed
  };
  Class what = Class::lost;
  std::string path;         // workspace-relative; "path#table" for a table of a database
  std::string unit;         // "file", "record", "row", "line", "directory", …
  std::uint64_t count = 1;  // how many units
  bool dedupable = false;   // duplicated only: a declared key removes the extra copies
  std::string dedup_hint;   // duplicated only: the key that would make it dedupable, if one would
  std::vector<std::string> examples;  // up to 3, one line each, at most 200 bytes

  bool operator==(const Difference&) const = default;
};

std::string_view name_of(Difference::Class what);
std::optional<Difference::Class> difference_class_named(std::string_view name);

// One run within a Trial. The first is the one that was killed, unless the state was replayed.
struct RunOutcome {
  RunExit exit;
  std::string output_tail;  // the last bytes of stdout and stderr, at most 4 KiB
  std::uint64_t leftover_processes = 0;

  bool operator==(const RunOutcome&) const = default;
};

// Records that a resume left as they were although no crash-free run ends with them.
struct StuckRecords {
  std::string path;  // of the database
  std::string table;
  std::string field;  // the one whose value no crash-free run ends with
  std::string value;  // as its reader prints it
  std::uint64_t count = 0;
  std::vector<std::string> others;  // values of that field in other records before the resume

  bool operator==(const StuckRecords&) const = default;
};

// The records of a small database.
struct DatabaseState {
  std::string path;
  std::vector<Record> records;

  bool operator==(const DatabaseState&) const = default;
};

// What the resumes of one trial did. Measured in diagnosing trials only.
struct ResumeWork {
  static constexpr std::size_t most_paths = 500;  // in each of the two lists; more are left out

  std::uint64_t events = 0;          // Events of all resumes that change files
  std::vector<std::string> reads;    // workspace files opened for reading, in order, once each
  std::vector<std::string> changes;  // workspace paths changed, in order, once each
  std::vector<StuckRecords> stuck;
  std::vector<DatabaseState> databases;  // as they were before the resumes; large ones are left out

  bool operator==(const ResumeWork&) const = default;
};

enum class Engine : std::uint8_t {
  replay,  // the crash state was built from the trace
  live,    // a real run was killed by the supervisor
};

// Work that was done again because of the crash.
struct Redo {
  std::uint64_t events = 0;  // Events of the resumes that the crashed run had already made
  std::uint64_t items = 0;  // items that were taken up again although they had been taken up before
  std::uint64_t in_flight = 0;  // of these, the ones that were being worked on when the fault came

  bool operator==(const Redo&) const = default;
};

// How the first run answered a request to stop (SIGTERM, SIGINT, SIGHUP).
struct Stopping {
  double seconds = 0;           // from the first signal to the end of the run
  bool outlived_grace = false;  // it had to be killed

  bool operator==(const Stopping&) const = default;
};

struct Evidence {
  std::uint64_t trial = 0;          // number within the campaign
  std::string schedule;             // to_string(CrashSchedule)
  std::string fault = "kill";       // what it was planned for, e.g. "errno[ENOSPC]"
  std::optional<CrashPoint> point;  // where in the recorded trace, for one-step schedules
  Engine engine = Engine::replay;
  bool fault_happened = true;  // false: the position was not reached; not a trial then
  std::string not_happened;    // then: which step, and why; "" if all happened
  // Later steps that no run came to, each as in schedules: the trial went on without them.
  std::vector<std::string> dropped;
  std::vector<RunOutcome> resumes;  // each run after the (first) crash, in order
  bool accepted_exit = false;       // the last resume ended as a rerun after success does
  // The resume failed and changed nothing, which is right for it: see may_be_refused.
  bool refused = false;
  // A state file that a change had given another version, and that a resume wrote over and then
  // ended well; "" if none.
  std::string overwritten;
  std::vector<Difference> differences;  // of the final state
  std::optional<RunOutcome> first_run;  // live only: how the run with the first step ended
  std::optional<Stopping> stopping;     // the schedule's first run was asked to stop
  std::optional<Redo> redo;             // measured if the campaign asks for it
  std::optional<ResumeWork> work;       // of a diagnosing trial
  std::vector<std::string> models;      // power loss: the persistence models that permit the state
  // What the crash state lacks although a message to the outside had come after it: power loss
  // only.
  std::vector<Difference> broken_promises;
  std::string promise;      // describe() of that message, "" if none
  bool state_read = false;  // false: the final state could not be read or was not
  std::string trouble;      // what went wrong on our side; "" if nothing
  double seconds = 0;       // wall time of the whole Trial
};

}  // namespace crashproof
