// What a picture and the tables of a map show alike: lanes, and what is known of each crash point.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/report.h"

namespace crashproof::reports {

// What became of a crash point, in order: of several in one place the last is shown.
enum class Mark : std::uint8_t {
  passes_equal,  // leaves the files of a point that passes
  passes,        //
  pruned,        // left out by a sample or a limit
  not_tried,     // the campaign was interrupted before it
  undecided,     // its trial came to no verdict
  fails_equal,   // leaves the files of a point that fails
  fails,         //
};
inline constexpr std::size_t mark_count = 7;

struct MarkText {
  std::string_view id;     // as a class of CSS and in the page's data
  std::string_view label;  // as people read it
};
inline constexpr std::array<MarkText, mark_count> mark_texts{{
    {"passes-equal", "passes (equal to a tried one)"},
    {"passes", "passes"},
    {"pruned", "left out by a sample or limit"},
    {"not-tried", "not tried"},
    {"undecided", "no verdict"},
    {"fails-equal", "fails (equal to a tried one)"},
    {"fails", "fails"},
}};

// Of each point of a kill, in order of CrashMap::points.
std::vector<Mark> marks_of_kills(const CrashMap& map, bool interrupted);

// Of a trial that is no kill, or whatever it is.
Mark mark_of(CrashMap::TrialOutcome outcome);

// One row of the map's upper part.
struct Lane {
  enum class Sort : std::uint8_t { process, database, file, others };
  Sort sort = Sort::file;
  std::string label;  // not escaped
  Role role = Role::other;
  std::uint64_t events = 0;
};
std::string_view name_of(Lane::Sort sort);

// At most eight processes and 14 files have lanes of their own: those that findings are about, then
// checkpoints, databases and whatever has most events. What is left shares a lane of its sort.
struct Lanes {
  std::vector<Lane> rows;
  std::vector<std::uint32_t> of_process;  // CrashMap::processes -> rows
  std::vector<std::uint32_t> of_file;     // CrashMap::files -> rows
};
Lanes lanes_of(const Report& report);

// Where a point lies between the gaps 0 and events.size(): cuts lie inside their event.
double place_of(const CrashPoint& point, const CrashMap& map);

// Number of the event, from 0, that a point belongs to: the one that it cuts or follows; nullopt at
// the start of the run.
std::optional<std::uint64_t> event_of(const CrashPoint& point);

struct GlyphText {
  std::string_view id;
  std::string_view label;
};
// By CrashMap::Glyph.
inline constexpr std::array<GlyphText, 8> glyph_texts{{
    {"checkpoint", "checkpoint"},
    {"data", "data"},
    {"name", "name or attribute"},
    {"durable", "fsync"},
    {"message", "message"},
    {"marker", "marker"},
    {"process", "process"},
    {"read", "read"},
}};

}  // namespace crashproof::reports
