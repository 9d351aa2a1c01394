// Counts over points and trials, by the event that each belongs to.
#include "reports/html/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "reports/html/finding_card.h"
#include "reports/html/markup.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

constexpr std::size_t most_rows = 200;

struct Counts {
  std::array<std::uint64_t, mark_count> of{};
  std::uint64_t points = 0;
  std::uint64_t other_trials = 0;

  std::uint64_t operator[](Mark mark) const { return of.at(static_cast<std::size_t>(mark)); }
  void add(Mark mark) {
    ++points;
    ++of.at(static_cast<std::size_t>(mark));
  }
};

std::vector<std::string> cells_of(const std::string& name, const Counts& counts) {
  std::vector<std::string> cells{name, fmt::to_string(counts.points)};
  for (const std::uint64_t number :
       {counts[Mark::passes] + counts[Mark::fails] + counts[Mark::undecided],
        counts[Mark::passes_equal] + counts[Mark::fails_equal], counts[Mark::pruned],
        counts[Mark::not_tried], counts[Mark::undecided],
        counts[Mark::fails] + counts[Mark::fails_equal], counts.other_trials})
    cells.push_back(fmt::to_string(number));
  return cells;
}

// An event that nothing is known of in this respect has the name "".
using NameOfEvent = std::function<std::string(const CrashMap::EventRow&)>;

std::map<std::string, Counts> counts_by(const CrashMap& map, const std::vector<Mark>& kills,
                                        const NameOfEvent& name) {
  std::map<std::string, Counts> counts;
  const auto name_at = [&](const CrashPoint& point) {
    const std::optional<std::uint64_t> event = event_of(point);
    return event && *event < map.events.size() ? name(map.events[*event]) : "(start of the run)";
  };
  for (std::size_t i = 0; i < kills.size(); ++i) counts[name_at(map.points[i].point)].add(kills[i]);
  for (const CrashMap::TrialRow& trial : map.trials)
    if (trial.fault != 0 && trial.place) ++counts[name_at(*trial.place)].other_trials;
  return counts;
}

std::string table_by(const std::string& what, const CrashMap& map, const std::vector<Mark>& kills,
                     const NameOfEvent& name, const std::string& unknown) {
  const std::map<std::string, Counts> counts = counts_by(map, kills, name);
  std::vector<const std::pair<const std::string, Counts>*> rows;
  for (const auto& row : counts) rows.push_back(&row);
  std::ranges::stable_sort(rows, std::greater<>(), [](const auto* row) {
    const Counts& of = row->second;
    return std::pair(of[Mark::fails] + of[Mark::fails_equal], of.points);
  });
  Table table{"By " + what,
              {what, "crash points", "tried", "equal", "pruned", "not tried", "no verdict", "fail",
               "other faults"},
              {},
              1};
  Counts rest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [text, row] = *rows[i];
    if (i < most_rows) {
      table.rows.push_back(
          cells_of(text.empty() ? unknown : "<code>" + escaped(text) + "</code>", row));
      continue;
    }
    for (std::size_t mark = 0; mark < mark_count; ++mark) rest.of.at(mark) += row.of.at(mark);
    rest.points += row.points;
    rest.other_trials += row.other_trials;
  }
  if (rows.size() > most_rows)
    table.rows.push_back(cells_of(fmt::format("{} more", rows.size() - most_rows), rest));
  return markup_of(table);
}

// A run that is asked at each event is held up at each, and may take another course than the
// recorded one; so an audit asks for few.
std::string about_call_sites(const CrashMap& map) {
  const auto known = std::ranges::count_if(map.events, [](const CrashMap::EventRow& event) {
    return event.site != 0 && is_numbered(event.kind);
  });
  return fmt::format(
      "<p>Call sites are asked for the events that findings name, and known of {} of {}. "
      "<code>crashproof where</code> names those of all events.</p>\n",
      known, counted(event_numbers(map.events).back(), "event"));
}

std::string window_end(const CrashMap& map, const std::vector<std::uint64_t>& numbers,
                       const CrashPoint& point, bool opens) {
  std::uint64_t event = point.after + (point.cut_bytes || !opens ? 1 : 0);
  if (event == 0) return "the start of the run";
  // What is closed is the next event that has a number of its own.
  while (!opens && event <= map.events.size() && !is_numbered(map.events[event - 1].kind)) ++event;
  if (event > map.events.size()) return "the end of the run";
  const CrashMap::EventRow& row = map.events[event - 1];
  return fmt::format("<a href=\"#event={0}\">event {0}</a> <code>{1}({2})</code>",
                     numbers.at(event), name_of(row.kind), escaped(map.paths[row.path].path));
}

// Of another run than the recorded one, whose events are not on the map.
std::string end_elsewhere(const std::vector<std::uint64_t>& numbers, const CrashPoint& point,
                          bool opens) {
  const std::size_t last = numbers.size() - 1;
  if (point.after >= last) return "the end of ";
  return fmt::format("event {} of ", numbers.at(point.after) + (opens ? 0 : 1));
}

std::string window_table(const Report& report) {
  const CrashMap& map = *report.map;
  const std::vector<std::uint64_t> numbers = event_numbers(map.events);
  Table table{"Failing windows", {"cause", "fault", "opens after", "closes before"}, {}, 9};
  for (const CrashMap::WindowRow& window : map.windows) {
    if (table.rows.size() == most_rows) {
      table.rows.push_back({fmt::format("{} more", map.windows.size() - most_rows), "", "", ""});
      break;
    }
    const Finding& finding = report.findings[window.finding];
    // A second kill has no place of its own on the map: its window is that of the first.
    const bool elsewhere = finding.example.point && !finding.events_of.empty();
    const auto end = [&](const CrashPoint& point, bool opens) {
      return elsewhere ? end_elsewhere(numbers, point, opens) + escaped(finding.events_of)
                       : window_end(map, numbers, point, opens);
    };
    table.rows.push_back(
        {fmt::format("<a href=\"#finding-{}\">{}</a>", window.finding + 1,
                     escaped(short_name_of(report.findings[window.finding], window.finding))),
         escaped(map.faults[window.fault]), end(window.first, true), end(window.last, false)});
  }
  return markup_of(table);
}

std::string lane_table(const Lanes& lanes) {
  Table table{"Lanes", {"lane", "is", "role", "events, opens included"}, {}, 3};
  for (const Lane& lane : lanes.rows)
    table.rows.push_back({"<code>" + escaped(lane.label) + "</code>",
                          std::string(name_of(lane.sort)),
                          lane.sort == Lane::Sort::file ? std::string(name_of(lane.role)) : "",
                          fmt::to_string(lane.events)});
  return markup_of(table);
}

std::string outcome_table(const CrashMap& map, const std::vector<Mark>& kills) {
  std::vector<Counts> counts(map.faults.size());
  for (const Mark mark : kills) counts[0].add(mark);
  for (const CrashMap::TrialRow& trial : map.trials)
    if (trial.fault != 0) counts[trial.fault].add(mark_of(trial.outcome));
  Table table{"Outcomes by fault",
              {"fault", "places or trials", "fail", "fail by equality", "no verdict", "pass",
               "pass by equality", "pruned", "not tried or not reached"},
              {},
              1};
  for (std::size_t fault = 0; fault < counts.size(); ++fault) {
    const Counts& row = counts[fault];
    std::vector<std::string> cells{"<code>" + escaped(map.faults[fault]) + "</code>",
                                   fmt::to_string(row.points)};
    for (const Mark mark : {Mark::fails, Mark::fails_equal, Mark::undecided, Mark::passes,
                            Mark::passes_equal, Mark::pruned, Mark::not_tried})
      cells.push_back(fmt::to_string(row[mark]));
    table.rows.push_back(std::move(cells));
  }
  return markup_of(table);
}

}  // namespace

std::string coverage_tables(const Report& report, const std::vector<Mark>& kills) {
  const CrashMap& map = *report.map;
  const auto path_of = [&map](const CrashMap::EventRow& row) { return map.paths[row.path].path; };
  std::string markup = table_by(
      "system call", map, kills, [&](const auto& row) { return map.calls[row.call]; }, "");
  markup += table_by("file", map, kills, path_of, "(no file)");
  markup += about_call_sites(map);
  const bool placed = map.sites.size() > 1;
  if (!placed) return markup;
  return markup + table_by(
                      "call site", map, kills, [&](const auto& row) { return map.sites[row.site]; },
                      "(not known)");
}

std::string map_tables(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills) {
  return window_table(report) + outcome_table(*report.map, kills) + lane_table(lanes);
}

}  // namespace crashproof::reports
