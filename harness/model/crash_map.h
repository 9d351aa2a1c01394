// What the map of a report is drawn from: the crash-free run event by event, every crash point of
// it, and what became of the trials there. Plain columns, since there may be 100,000 points.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/event.h"
#include "harness/model/evidence.h"
#include "harness/model/file_history.h"

namespace crashproof {

struct CrashMap {
  // What is drawn for an Event: what it does, and to what sort of file.
  enum class Glyph : std::uint8_t {
    checkpoint,  // changes a file whose role is checkpoint
    data,        // changes the content of any other file
    name,        // makes, renames or removes a name, or changes what is said about a file
    durable,     // fsync and its like
    message,     // leaves the machine, or goes to stdout or stderr
    marker,      // a point that the subject names itself
    process,     // fork, exec, exit
    read,        // opens a file for reading
  };
  struct EventRow {
    EventKind kind = EventKind::exit;
    Glyph glyph = Glyph::process;
    std::uint32_t process = 0;  // in `processes`
    std::uint32_t call = 0;     // in `calls`
    std::uint32_t path = 0;     // in `paths`: subject_path
    std::uint32_t site = 0;     // in `sites`
    std::uint64_t length = 0;   // bytes
  };
  struct PathRow {
    std::string path;
    std::uint32_t file = 0;  // in `files`: a database's companions belong to the database
  };
  struct FileRow {
    std::string path;
    Role role = Role::other;
  };
  struct PointRow {
    CrashPoint point;
    std::uint32_t equal_to = 0;  // in `points`: the one that is tried for all that leave this state
  };
  enum class TrialOutcome : std::uint8_t { passes, fails, undecided, not_reached };
  struct TrialRow {
    std::uint64_t number = 0;
    std::uint32_t fault = 0;          // in `faults`
    std::optional<CrashPoint> place;  // where its first step strikes, if that is one place
    TrialOutcome outcome = TrialOutcome::undecided;
    std::optional<std::uint32_t> finding;  // in Report::findings
    std::uint32_t note = 0;                // in `notes`: how its end differs
    std::optional<Redo> redo;
    std::string schedule;
  };
  // Failing points without one between them that passes.
  struct WindowRow {
    std::uint32_t finding = 0;  // in Report::findings
    std::uint32_t fault = 0;    // in `faults`
    CrashPoint first;
    CrashPoint last;
  };

  std::vector<EventRow> events;
  std::vector<std::string> processes;  // Event::process
  std::vector<std::string> calls;      // Event::call, else the kind's name
  std::vector<PathRow> paths;
  std::vector<FileRow> files;
  std::vector<std::string> sites;  // the first is "": nobody has looked
  // False: no resume was looked at, so that what is replaced again and again passes for a
  // checkpoint.
  bool roles_observed = false;

  std::vector<PointRow> points;     // in order; those of kills
  std::vector<std::string> faults;  // Evidence::fault; the first is "kill"
  std::vector<TrialRow> trials;     // in order of fault, place and number
  std::vector<WindowRow> windows;   // in order of fault and place
  std::vector<std::string> notes;   // the first is ""
};

// What an Event is drawn as, given the role of the file that it is about.
CrashMap::Glyph glyph_of(EventKind kind, Role role);

}  // namespace crashproof
