// A readable list of what is done to successive runs, independent of any trace.
//
//   schedule := step (';' step)*
//   step     := NAME ['[' PARAMETER ']'] '@' when
//   when     := ['resume' N ':'] position | 'resume' N | 'every'
//   position := 'start' | 'end' | 'event(' N ')'
//             | ('after:' | 'before:') KIND '(' GLOB ')' ['#' N]
//             | 'in:' KIND '(' GLOB ')' ['#' N] '+' BYTES
//
// NAME is a fault or a change from faults/catalogue, e.g. kill; PARAMETER belongs to it, e.g. the
// name of a failpoint; '\' quotes the next character in it. 'resume' N alone is the time before the
// N-th resume, while the job is down: changes happen then. 'every' is each run of the schedule.
// N counts from 1 and defaults to 1, except that event(N) counts Events that have happened, those
// of kind open apart. In a GLOB, '*' stands for any characters but '/', '\' quotes the next
// character, and the first unquoted
// ')' ends it. Spaces may stand around steps, which come in order of their runs; several may be
// about one run. Examples: kill@after:rename(state/ckpt.json)#3;
// kill@resume1:in:write(out.csv)#2+17 and: kill@after:write(out.csv); clock[-1h]@resume1
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/event.h"

namespace crashproof {

struct Position {
  enum class Edge : std::uint8_t {
    start,   // before the first Event
    end,     // after the run has ended by itself
    event,   // after `occurrence` Events
    before,  // just before the matching Event
    after,   // just after it
    in,      // after the first cut_bytes of it
    down,    // before the run begins, while the job is down
  };
  Edge edge = Edge::start;
  EventKind kind = EventKind::write;  // before, after, in
  std::string glob;                   // before, after, in: matched against subject_path
  std::uint64_t occurrence = 1;       // which match, from 1; for `event`: how many Events
  std::uint64_t cut_bytes = 0;        // in

  bool operator==(const Position&) const = default;
};

constexpr std::uint32_t every_run = UINT32_MAX;

struct ScheduleStep {
  std::string fault = "kill";
  std::string parameter;
  std::uint32_t run = 0;  // 0: the first run; n: the n-th resume; every_run: each of them
  Position position;

  bool operator==(const ScheduleStep&) const = default;
};

struct CrashSchedule {
  std::vector<ScheduleStep> steps;  // in order of run; changes of a run before its faults

  bool operator==(const CrashSchedule&) const = default;
};

// Throws std::invalid_argument with one line that says what is wrong and where.
CrashSchedule parse_schedule(std::string_view text);
// The same for a position alone, without a run.
Position parse_position(std::string_view text);
std::string to_string(const Position& position);
std::string to_string(const CrashSchedule& schedule);  // parse_schedule's inverse

// True if '*'-glob matches the whole text; see the grammar above.
bool glob_matches(std::string_view glob, std::string_view text);
// The glob that matches just this text.
std::string glob_quoted(std::string_view text);

}  // namespace crashproof
