// The narrated loop: record → plan → try → judge → group, each step stored in the run directory.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/campaign/gate.h"
#include "harness/diagnose/roles.h"
#include "harness/model/call_site.h"
#include "harness/model/check.h"
#include "harness/model/failure_mode.h"
#include "harness/model/fault.h"
#include "harness/model/persistence_model.h"
#include "harness/model/report.h"
#include "harness/model/state_reader.h"
#include "harness/model/subject.h"
#include "harness/plan/crash_points.h"

namespace crashproof {

enum class IsolationChoice : std::uint8_t {
  best,      // namespaces where allowed, else in place
  in_place,  // no namespaces: one worker, in a sandbox directory of its own
};

// "NAME[PARAMETER]", as after --fault. Without a parameter the fault chooses what it tries.
struct FaultChoice {
  std::string name;
  std::string parameter;

  std::string label() const { return parameter.empty() ? name : name + "[" + parameter + "]"; }
  bool operator==(const FaultChoice&) const = default;
};

// What a person wants to see of one trial: replays only.
struct Inspection {
  std::string keep;    // absolute; where the trees that it leaves are put, "" for nowhere
  bool shell = false;  // a shell in the crash state, in place of the resume
  // A shell's command line that gets a pid appended: a debugger on the first run, stopped before
  // the Event at which the first step strikes. "": none.
  std::string debugger;

  bool only_looks() const { return shell || !debugger.empty(); }
};

// A schedule that has failed once and is tried before all others.
struct Regression {
  std::string schedule;  // parses, and names known faults
  std::string code;      // of the cause, "" where none was named
  std::string place;     // where it stands: "crashproof-regressions.toml:12"
};

struct CampaignOptions {
  Subject subject;
  std::string run_directory;  // absolute
  unsigned jobs = 0;          // parallel workers; 0: one a CPU
  Cuts cuts = Cuts::all;
  std::uint64_t sample = 0;  // try at most so many states, spread evenly; 0: all
  std::uint64_t random_schedules = 0;
  std::uint64_t seed = 1;
  std::uint32_t restarts = 3;        // resumes that may fail before the trial is given up
  double limit_seconds = 0;          // for each run; 0: derived from the crash-free run
  bool live = false;                 // kill real runs instead of replaying
  bool confirm = true;               // see each finding once in a live kill
  bool diagnose = true;              // name the cause of each finding, and prove it
  std::vector<RoleHint> role_hints;  // which part files play, where the user says so
  bool continue_run = false;         // take over what the run directory holds
  CheckLimits limits;                // what the checks hold trials against
  IsolationChoice isolation = IsolationChoice::best;
  std::string scratch;                  // where sandboxes lie; "": tmpfs, or the run directory
  std::vector<std::string> failpoints;  // "NAME[@hit][=errno]": one schedule each
  std::vector<FaultChoice> faults;      // tried beside sudden death
  std::vector<std::string> models;      // persistence models whose power cuts are tried
  bool everything = false;              // each fault as it is usual, each model, depth 2, redo
  std::uint32_t depth = 1;              // so many crashes in a row are tried exhaustively
  std::uint64_t per_fault = 0;          // at most so many trials of each fault; 0: all
  bool measure_redo = false;            // resumes run traced, and work done twice is counted
  std::vector<std::string> items;       // globs of workspace paths that are items of work
  Inspection inspection;
  std::vector<Regression> regressions;
  bool minimise_input = false;  // find for each finding the least input with which it shows
  std::string keep_input;       // absolute; where reduced workspaces are put, "" for nowhere
  double budget_seconds = 0;    // wall time in which trials may begin; 0: as long as it takes
  bool fail_fast = false;       // no trial begins after the first violation
  Gate gate;                    // which findings count, and how much has to be tried
};

// What came of one trial, for a picture of the run.
struct TrialMark {
  std::uint64_t after = 0;   // how many Events had happened
  std::uint64_t events = 0;  // of the recorded run
  Outcome outcome = Outcome::holds;
  std::vector<std::string> checks;  // the violated ones, by name
};

// What the campaign is doing, for people. `total` is 0 while it is not known.
struct Progress {
  std::string stage;  // "recording", "second crash-free run", "trials", …; "": there is only news
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::uint64_t violations = 0;
  std::string news;                         // one line to print, "" for a mere tick
  std::optional<TrialMark> mark = {};       // of the trial that has just ended, if it has a place
  std::optional<double> seconds_left = {};  // of the budget, if there is one
  std::vector<std::string> causes = {};     // that are named by now, by code and name
};
using ProgressListener = std::function<void(const Progress&)>;

// The catalogues, composed by the caller (harness/cli), since stages know only the interfaces.
struct Catalogues {
  std::vector<const StateReader*> state_readers;
  std::vector<Check> checks;
  std::vector<Fault> faults;
  std::vector<const PersistenceModel*> models;  // strongest first
  std::vector<FailureMode> failure_modes;       // in the order in which they are asked
};

// Bad input (run directory, workspace, options): one clear line; exit code 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Each returns what is known so far and leaves the run directory ready for the next step. They
// throw UsageError for bad input, anything else is internal. SIGINT and SIGTERM end them early
// with Report::interrupted set.
Report record(const CampaignOptions& options, const Catalogues& catalogues,
              const ProgressListener& listener);  // recorded run, second run, rerun: the baseline
Report try_points(const CampaignOptions& options, const Catalogues& catalogues,
                  const ProgressListener& listener);  // needs record's output
Report judge_run(const CampaignOptions& options, const Catalogues& catalogues);  // needs trials
Report audit(const CampaignOptions& options, const Catalogues& catalogues,
             const ProgressListener& listener);  // all of them

// Runs the command once and says what it touches and what an audit would cost.
struct ProbeResult {
  struct Besides {
    std::string fault;  // "NAME", "NAME[PARAMETER]", or what random schedules are called
    std::uint64_t trials = 0;
    std::uint64_t left_out = 0;  // by --per-fault, at least
    std::string note;            // e.g. that the run offers no place for it; "" if nothing
  };
  Trace trace;
  std::uint64_t points = 0;
  std::uint64_t states = 0;
  std::uint64_t kills = 0;                 // states that these options try
  std::vector<Besides> besides;            // what they try besides
  std::uint64_t trials = 0;                // all of these together
  double estimated_seconds = 0;            // of these trials
  std::vector<std::string> not_estimated;  // one line each: what comes on top
  std::vector<std::string> touched;  // distinct paths with counts by kind, readable, at most 50
  std::string isolation;
  std::uint64_t workspace_files = 0;
  std::uint64_t workspace_bytes = 0;
};
ProbeResult probe(const CampaignOptions& options, const Catalogues& catalogues,
                  const ProgressListener& listener);

// One schedule, carried out live in a fresh sandbox: Report::replay says what came of it. Records
// the crash-free run first if the run directory does not hold it for this subject.
Report replay(const CampaignOptions& options, const std::string& schedule,
              const std::string& expected_fingerprint, const Catalogues& catalogues,
              const ProgressListener& listener);

// Where in the code the Events number `first` (from 1) and on that change files are made, at most
// `limit` Events (0: all), by one crash-free run.
struct PlacedEvent {
  std::uint64_t number = 0;  // as in `trace show`
  std::string what;          // "rename(ckpt.json)"
  CallSite site;
};
struct PlacedEvents {
  std::vector<PlacedEvent> events;  // those of which something is known
  RunExit exit;
};
PlacedEvents placed_events(const CampaignOptions& options, std::uint64_t first, std::uint64_t limit,
                           const ProgressListener& listener);

// The failpoints that the subject declares, and how often each fired in one crash-free run.
struct DeclaredPoint {
  std::string name;
  std::string summary;
  std::uint64_t hits = 0;
};
std::vector<DeclaredPoint> declared_points(const CampaignOptions& options,
                                           const ProgressListener& listener);

}  // namespace crashproof
