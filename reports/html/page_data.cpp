// Columns of events, points and trials; texts once each.
#include "reports/html/page_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/model/printable.h"
#include "reports/html/finding_card.h"
#include "reports/html/packed.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

using Json = nlohmann::ordered_json;
using Numbers = std::vector<std::uint64_t>;

// Two columns of texts may be long, and a page is to stay below 3 MB.
constexpr std::size_t most_bytes_of_texts = 600'000;

template <typename Row, typename Number>
Json column(const std::vector<Row>& rows, Number number) {
  Numbers numbers;
  numbers.reserve(rows.size());
  for (const Row& row : rows) numbers.push_back(static_cast<std::uint64_t>(number(row)));
  return packed(numbers);
}

Json texts(const std::vector<std::string>& rows) {
  Json list = Json::array();
  for (const std::string& row : rows) list.push_back(printable(row));
  return list;
}

// Long and all different: the end of each tells most.
std::string last_letters(const std::string& path) {
  constexpr std::size_t most_letters = 12;
  if (path.size() <= most_letters) return path;
  return "..." + path.substr(path.size() - most_letters);
}

Json paths_of(const CrashMap& map) {
  std::vector<std::string> paths;
  for (const CrashMap::PathRow& row : map.paths) paths.push_back(printable(row.path));
  Json column = packed(paths);
  if (column.dump().size() <= most_bytes_of_texts) return column;
  paths.clear();
  for (const CrashMap::PathRow& row : map.paths) paths.push_back(printable(last_letters(row.path)));
  return packed(paths);
}

// Ready for a shell. Where names of files would make them too long, positions are counted, and a
// cut's is left out.
Json schedules_of(const CrashMap& map) {
  std::vector<std::string> schedules;
  for (const CrashMap::TrialRow& row : map.trials) schedules.push_back(shell_quoted(row.schedule));
  Json column = packed(schedules);
  if (column.dump().size() <= most_bytes_of_texts) return column;
  const std::vector<std::uint64_t> numbered = event_numbers(map.events);
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    const CrashMap::TrialRow& row = map.trials[i];
    const bool counts = row.fault == 0 && row.place && !row.place->cut_bytes;
    schedules[i] = counts ? fmt::format("'kill@event({})'", numbered.at(row.place->after)) : "";
  }
  return packed(schedules);
}

Json events_of(const CrashMap& map) {
  using Row = CrashMap::EventRow;
  return {{"kind", column(map.events, [](const Row& row) { return row.kind; })},
          {"glyph", column(map.events, [](const Row& row) { return row.glyph; })},
          {"process", column(map.events, [](const Row& row) { return row.process; })},
          {"call", column(map.events, [](const Row& row) { return row.call; })},
          {"path", column(map.events, [](const Row& row) { return row.path; })},
          {"site", column(map.events, [](const Row& row) { return row.site; })},
          {"bytes", column(map.events, [](const Row& row) { return row.length; })}};
}

Json points_of(const CrashMap& map, const std::vector<Mark>& kills) {
  using Row = CrashMap::PointRow;
  return {
      {"after", column(map.points, [](const Row& row) { return row.point.after; })},
      {"cut", column(map.points, [](const Row& row) { return row.point.cut_bytes.value_or(0); })},
      {"equal_to", column(map.points, [](const Row& row) { return row.equal_to; })},
      {"mark", column(kills, [](Mark mark) { return mark; })}};
}

// Zero where there is none, else one more than the number.
Json trials_of(const CrashMap& map) {
  using Row = CrashMap::TrialRow;
  const auto& rows = map.trials;
  const auto redo = [](std::uint64_t Redo::*amount) {
    return [amount](const Row& row) { return row.redo ? (*row.redo).*amount + 1 : 0; };
  };
  return {
      {"number", column(rows, [](const Row& row) { return row.number; })},
      {"fault", column(rows, [](const Row& row) { return row.fault; })},
      {"after", column(rows, [](const Row& row) { return row.place ? row.place->after + 1 : 0; })},
      {"cut",
       column(rows,
              [](const Row& row) { return row.place ? row.place->cut_bytes.value_or(0) : 0; })},
      {"mark", column(rows, [](const Row& row) { return mark_of(row.outcome); })},
      {"finding",
       column(rows,
              [](const Row& row) { return row.finding ? std::uint64_t{*row.finding} + 1 : 0; })},
      {"note", column(rows, [](const Row& row) { return row.note; })},
      {"redo_items", column(rows, redo(&Redo::items))},
      {"redo_events", column(rows, redo(&Redo::events))},
      {"schedule", schedules_of(map)}};
}

Json windows_of(const CrashMap& map) {
  using Row = CrashMap::WindowRow;
  const auto& rows = map.windows;
  return {
      {"finding", column(rows, [](const Row& row) { return row.finding; })},
      {"fault", column(rows, [](const Row& row) { return row.fault; })},
      {"first_after", column(rows, [](const Row& row) { return row.first.after; })},
      {"first_cut", column(rows, [](const Row& row) { return row.first.cut_bytes.value_or(0); })},
      {"last_after", column(rows, [](const Row& row) { return row.last.after; })},
      {"last_cut", column(rows, [](const Row& row) { return row.last.cut_bytes.value_or(0); })}};
}

Json findings_of(const Report& report) {
  Json list = Json::array();
  for (std::size_t i = 0; i < report.findings.size(); ++i)
    list.push_back({{"name", short_name_of(report.findings[i], i)},
                    {"heading", heading_of(report.findings[i], i, report.findings.size())}});
  return list;
}

Json lanes_json(const Lanes& lanes) {
  Json rows = Json::array();
  for (const Lane& lane : lanes.rows)
    rows.push_back({{"label", printable(lane.label)}, {"sort", name_of(lane.sort)}});
  const auto number = [](std::uint32_t lane) { return lane; };
  return {{"rows", std::move(rows)},
          {"of_process", column(lanes.of_process, number)},
          {"of_file", column(lanes.of_file, number)}};
}

template <typename Texts>
Json ids_and_labels(const Texts& texts) {
  Json list = Json::array();
  for (const auto& text : texts) list.push_back({{"id", text.id}, {"label", text.label}});
  return list;
}

Json kind_names() {
  Json names = Json::array();
  for (int kind = 0; kind <= static_cast<int>(EventKind::open); ++kind)
    names.push_back(name_of(static_cast<EventKind>(kind)));
  return names;
}

// Most files share a role, so that numbers of roles are shorter than their names.
Json roles_of(const CrashMap& map) {
  Json names = Json::array();
  for (int role = 0; role <= static_cast<int>(Role::temporary); ++role)
    names.push_back(name_of(static_cast<Role>(role)));
  return {{"names", std::move(names)},
          {"of_file", column(map.files, [](const CrashMap::FileRow& file) { return file.role; })}};
}

std::string safe_in_a_script(const Json& json) {
  std::string text;
  for (const char c : json.dump(-1, ' ', true)) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

}  // namespace

std::string page_data(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills) {
  const CrashMap& map = *report.map;
  const std::string options = report.replay_options;
  const Json data = {
      {"version", 1},
      {"command", printable(shell_quoted(report.subject.command))},
      {"replay",
       {"crashproof replay " + printable(options) + (options.empty() ? "" : " "),
        " -- " + shell_quoted(report.subject.command)}},
      {"kinds", kind_names()},
      {"glyphs", ids_and_labels(glyph_texts)},
      {"marks", ids_and_labels(mark_texts)},
      {"processes", texts(map.processes)},
      {"calls", texts(map.calls)},
      {"sites", texts(map.sites)},
      {"faults", texts(map.faults)},
      {"notes", texts(map.notes)},
      {"paths", paths_of(map)},
      {"file_of_path", column(map.paths, [](const CrashMap::PathRow& row) { return row.file; })},
      {"roles", roles_of(map)},
      {"lanes", lanes_json(lanes)},
      {"findings", findings_of(report)},
      {"windows", windows_of(map)},
      {"events", events_of(map)},
      {"points", points_of(map, kills)},
      {"trials", trials_of(map)},
  };
  return safe_in_a_script(data);
}

}  // namespace crashproof::reports
