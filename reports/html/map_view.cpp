// Pure: a map in, rows and marks out.
#include "reports/html/map_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "reports/wording.h"

namespace crashproof::reports {
namespace {

constexpr std::size_t most_processes = 8;
constexpr std::size_t most_files = 14;

// Lower comes first where there are too many files.
constexpr std::array role_order{Role::checkpoint, Role::database, Role::journal,   Role::artifact,
                                Role::log,        Role::other,    Role::temporary, Role::input};

std::size_t rank_of(Role role) {
  return static_cast<std::size_t>(std::ranges::find(role_order, role) - role_order.begin());
}

std::set<std::string> blamed_paths(const Report& report) {
  std::set<std::string> paths;
  for (const Finding& finding : report.findings) {
    paths.insert(finding.diagnosis.blamed.begin(), finding.diagnosis.blamed.end());
    for (const Difference& difference : finding.example.differences)
      paths.insert(difference.path.substr(0, difference.path.find('#')));
  }
  return paths;
}

struct FileUse {
  std::uint64_t events = 0;
  std::uint64_t first = 0;  // event number
};

std::vector<FileUse> file_uses(const CrashMap& map) {
  std::vector<FileUse> uses(map.files.size());
  for (std::uint64_t i = map.events.size(); i-- > 0;) {
    FileUse& use = uses[map.paths[map.events[i].path].file];
    ++use.events;
    use.first = i;
  }
  return uses;
}

bool has_file_lane(CrashMap::Glyph glyph) {
  return glyph != CrashMap::Glyph::process && glyph != CrashMap::Glyph::message &&
         glyph != CrashMap::Glyph::marker;
}

// Files that something happens to, the most telling first.
std::vector<std::uint32_t> ranked_files(const Report& report, const std::vector<FileUse>& uses,
                                        const std::vector<bool>& shown) {
  const CrashMap& map = *report.map;
  const std::set<std::string> blamed = blamed_paths(report);
  std::vector<std::uint32_t> files;
  for (std::uint32_t file = 0; file < map.files.size(); ++file)
    if (shown[file]) files.push_back(file);
  std::ranges::stable_sort(files, {}, [&](std::uint32_t file) {
    return std::tuple(!blamed.contains(map.files[file].path), rank_of(map.files[file].role),
                      ~uses[file].events);
  });
  return files;
}

void add_process_lanes(const CrashMap& map, Lanes& lanes) {
  std::vector<std::uint64_t> events(map.processes.size());
  for (const CrashMap::EventRow& event : map.events) ++events[event.process];
  const std::size_t own =
      map.processes.size() <= most_processes + 1 ? map.processes.size() : most_processes;
  for (std::size_t process = 0; process < map.processes.size(); ++process) {
    if (process < own) {
      lanes.rows.push_back({Lane::Sort::process, map.processes[process], Role::other, 0});
    } else if (process == own) {
      lanes.rows.push_back({Lane::Sort::others,
                            counted(map.processes.size() - own, "further process"), Role::other,
                            0});
    }
    lanes.of_process.push_back(static_cast<std::uint32_t>(lanes.rows.size() - 1));
    lanes.rows.back().events += events[process];
  }
}

void add_file_lanes(const Report& report, Lanes& lanes) {
  const CrashMap& map = *report.map;
  const std::vector<FileUse> uses = file_uses(map);
  std::vector<bool> shown(map.files.size());
  for (const CrashMap::EventRow& event : map.events)
    if (has_file_lane(event.glyph)) shown[map.paths[event.path].file] = true;
  std::vector<std::uint32_t> files = ranked_files(report, uses, shown);
  const std::size_t own = files.size() <= most_files + 1 ? files.size() : most_files;
  std::sort(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(own),
            [&](std::uint32_t a, std::uint32_t b) { return uses[a].first < uses[b].first; });
  lanes.of_file.assign(map.files.size(), static_cast<std::uint32_t>(lanes.rows.size() + own));
  for (std::size_t i = 0; i < files.size(); ++i) {
    const CrashMap::FileRow& file = map.files[files[i]];
    if (i < own) {
      const bool database = file.role == Role::database;
      lanes.of_file[files[i]] = static_cast<std::uint32_t>(lanes.rows.size());
      lanes.rows.push_back({database ? Lane::Sort::database : Lane::Sort::file,
                            file.path.empty() ? "." : file.path, file.role, 0});
    } else if (i == own) {
      lanes.rows.push_back(
          {Lane::Sort::others, counted(files.size() - own, "further file"), Role::other, 0});
    }
    lanes.rows.back().events += uses[files[i]].events;
  }
}

}  // namespace

std::string_view name_of(Lane::Sort sort) {
  constexpr std::array<std::string_view, 4> names{"process", "database", "file", "several"};
  return names.at(static_cast<std::size_t>(sort));
}

Mark mark_of(CrashMap::TrialOutcome outcome) {
  constexpr std::array marks{Mark::passes, Mark::fails, Mark::undecided, Mark::not_tried};
  return marks.at(static_cast<std::size_t>(outcome));
}

std::vector<Mark> marks_of_kills(const CrashMap& map, bool interrupted) {
  std::vector<Mark> marks(map.points.size(), interrupted ? Mark::not_tried : Mark::pruned);
  for (const CrashMap::TrialRow& trial : map.trials) {
    if (trial.fault != 0 || !trial.place) continue;
    const auto point = std::ranges::lower_bound(map.points, *trial.place, {},
                                                [](const auto& row) { return row.point; });
    if (point == map.points.end() || point->point != *trial.place) continue;
    Mark& mark = marks[static_cast<std::size_t>(point - map.points.begin())];
    mark = std::max(mark_of(trial.outcome),
                    mark == Mark::pruned || mark == Mark::not_tried ? Mark::passes_equal : mark);
  }
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const std::uint32_t tried = map.points[i].equal_to;
    if (tried == i) continue;
    marks[i] = marks[tried];
    if (marks[i] == Mark::passes) marks[i] = Mark::passes_equal;
    if (marks[i] == Mark::fails) marks[i] = Mark::fails_equal;
  }
  return marks;
}

Lanes lanes_of(const Report& report) {
  Lanes lanes;
  add_process_lanes(*report.map, lanes);
  add_file_lanes(report, lanes);
  return lanes;
}

double place_of(const CrashPoint& point, const CrashMap& map) {
  const auto gap = static_cast<double>(point.after);
  if (!point.cut_bytes || point.after >= map.events.size()) return gap;
  const auto length =
      static_cast<double>(std::max<std::uint64_t>(1, map.events[point.after].length));
  return gap + 0.15 + 0.7 * std::min(1.0, static_cast<double>(*point.cut_bytes) / length);
}

std::optional<std::uint64_t> event_of(const CrashPoint& point) {
  if (point.cut_bytes) return point.after;
  return point.after == 0 ? std::nullopt : std::optional(point.after - 1);
}

}  // namespace crashproof::reports
