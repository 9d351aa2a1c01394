// Violated verdicts with one cause: a window of crash points that fail in the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/call_site.h"
#include "harness/model/crash_point.h"
#include "harness/model/diagnosis.h"
#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

// What the least input takes of a file of records.
struct RecordsLeft {
  std::string path;                  // in the workspace
  std::vector<std::uint64_t> lines;  // in which those begin that it takes, from 1, ascending
  std::uint64_t of = 0;              // so many records the file has; a header, which stays, is none

  bool operator==(const RecordsLeft&) const = default;
};

// The least input with which a finding still shows, as far as it was looked for.
struct SmallestInput {
  std::vector<std::string> items;  // workspace paths; those that it takes
  std::uint64_t of = 0;            // so many items there are
  std::uint64_t tried = 0;         // inputs that were tried
  std::string note;                // one clause: why it may not be the least, or is not known
  std::string schedule = {};       // that shows it with this input; "" if none is known
  std::vector<RecordsLeft> records = {};  // of files whose records could be left out one by one

  bool operator==(const SmallestInput&) const = default;
};

// Failing trials that one Finding was made of before causes were named.
struct FailingWindow {
  CrashPoint first;  // both as in Finding, if its trials are about points
  CrashPoint last;
  std::vector<std::string> schedules;  // of its failing trials

  bool operator==(const FailingWindow&) const = default;
};

struct Finding {
  enum class Status : std::uint8_t {
    confirmed,    // a live kill at the same place failed in the same way
    unconfirmed,  // a live kill was tried and did not show it, or was not reached
    replayed,     // seen in a replayed state only: cuts inside a write, or no live kill possible
  };
  // How its trials fail, coarsely, in order of precedence: a resume that does not end says nothing
  // of its state; violations that show in no final state come last.
  enum class Kind : std::uint8_t {
    hangs,
    fails,
    loss,  // or change: a rewrite in place truncates, tears and completes within a few events
    duplicates,
    extra,
    altered,  // contents are right; permissions, types or links are not
    promises,
    stopping,
    versions,
    redo
  };
  Kind kind = Kind::extra;
  Diagnosis diagnosis;
  std::string mode;  // the failure mode's name; "" where there is none
  std::string fix;   // what to do about it; likewise
  // Call sites of Diagnosis::opener and closer, else of the Events that bound the window; "".
  std::string opener_site;
  std::string closer_site;
  // The same, taken apart: file and line for those who link to them. Empty where nobody knows.
  CallSite opener_place;
  CallSite closer_place;
  std::uint64_t windows = 1;               // so many windows, of one cause, are in it
  std::vector<FailingWindow> all_windows;  // these, for the map; empty where nobody kept them
  std::string fault = "kill";              // what its trials were planned for: Evidence::fault
  // Power loss: the persistence models that permit the example's state, the strongest first, each
  // "NAME" or "NAME (FILE SYSTEMS)".
  std::vector<std::string> models;
  Status status = Status::unconfirmed;
  std::string status_reason;        // one line, e.g. why a live kill does not show it
  std::vector<std::string> checks;  // that the example violates, by name
  // Checks that other trials of this finding violate, and the example does not.
  std::vector<std::string> other_checks;
  CrashPoint first;  // first failing point that was tried
  CrashPoint last;   // last one that was tried, or that leaves the same files
  // describe() of the Events that bound the window: `opened_by` is Event number first.after, after
  // (or, at a cut, inside) which a kill first fails, "" at the start of the run; `closed_by` is the
  // one that has happened when a kill no longer fails, "" at the end of the run.
  std::string opened_by;
  std::string closed_by;
  // So many Events had happened at the first and the last failing point, one that is cut included,
  // as event(N) counts them: the number of the Event `opened_by`, and one less than that of
  // `closed_by` (the same, where that one is cut).
  std::uint64_t first_event = 0;
  std::uint64_t last_event = 0;
  // Whose Events these, `opened_by` and `closed_by` are: "" for the recorded run, else words that
  // follow "of", e.g. "the rerun". Nothing is known of them where both are "".
  std::string events_of;
  std::uint64_t points = 0;       // how many tried points of the window fail
  bool only_cuts = false;         // fails only where a write is cut in two
  std::string schedule;           // one line that shows it again: the steps that happened
  Evidence example;               // of that schedule
  std::vector<Verdict> verdicts;  // the violated ones of the example
  std::optional<SmallestInput> smallest_input;  // if it was asked for
};

std::string_view name_of(Finding::Status status);
std::optional<Finding::Status> finding_status_named(std::string_view name);
std::string_view name_of(Finding::Kind kind);
std::optional<Finding::Kind> finding_kind_named(std::string_view name);

}  // namespace crashproof
