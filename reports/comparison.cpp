// A list for each thing that can have become of a finding.
#include "reports/comparison.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/model/finding_identity.h"
#include "harness/model/printable.h"
#include "reports/headline.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

using Json = nlohmann::ordered_json;

// One state of findings, each in the report that knows it best: the second, where it is there.
struct Section {
  std::string_view state;
  std::string_view title;
  std::vector<const Finding*> findings;
};

std::vector<const Finding*> chosen(const Report& report, const std::vector<std::size_t>& numbers) {
  std::vector<const Finding*> findings;
  for (const std::size_t number : numbers) findings.push_back(&report.findings.at(number));
  return findings;
}

std::vector<Section> sections(const RunComparison& comparison, const Report& before,
                              const Report& after) {
  std::vector<std::size_t> ongoing;
  for (const auto& [old, number] : comparison.ongoing) ongoing.push_back(number);
  return {{"new", "New", chosen(after, comparison.fresh)},
          {"ongoing", "Ongoing", chosen(after, ongoing)},
          {"resolved", "Resolved", chosen(before, comparison.resolved)},
          {"not_tried", "Not tried again", chosen(before, comparison.not_tried)}};
}

std::string entry(const Report& after, const Finding& finding, bool replays) {
  const std::string about = listed(subjects_of(finding));
  std::string text = fmt::format("  {}{}{}\n      {}\n", cause_of(finding),
                                 about.empty() ? "" : ": ", about, headline_of(finding));
  if (replays) text += "      " + replay_line(after, finding.schedule) + "\n";
  return text;
}

std::string closing(const RunComparison& comparison) {
  std::string text = fmt::format("{} new, {} ongoing, {} resolved", comparison.fresh.size(),
                                 comparison.ongoing.size(), comparison.resolved.size());
  if (!comparison.not_tried.empty())
    text += fmt::format(", {} not tried again", comparison.not_tried.size());
  if (comparison.undecided && comparison.fresh.empty())
    text += ". Undecided: the second run does not tell whether there are more";
  return fmt::format("{}. (exit {})\n", text, static_cast<int>(comparison.exit()));
}

std::string json_line(const Json& object) {
  return object.dump(-1, ' ', true) + "\n";
}

Json object_of(std::string_view state, const Finding& finding, const Report& report) {
  const std::string& code = finding.diagnosis.code;
  return {{"type", "compared"},
          {"state", state},
          {"fingerprint", fingerprint(finding)},
          {"cause_fingerprint", cause_fingerprint(finding)},
          {"code", code.empty() ? Json() : Json(valid_utf8(code))},
          {"cause", cause_of(finding)},
          {"headline", headline_of(finding)},
          {"fault", valid_utf8(finding.fault)},
          {"schedule", valid_utf8(finding.schedule)},
          {"replay", valid_utf8(replay_line(report, finding.schedule))}};
}

}  // namespace

std::string comparison_text(const RunComparison& comparison, const Report& before,
                            const Report& after) {
  std::string text;
  for (const Section& section : sections(comparison, before, after)) {
    if (section.findings.empty()) continue;
    text += fmt::format("{}\n", section.title);
    for (const Finding* finding : section.findings)
      text += entry(after, *finding, section.state == "new");
    text += "\n";
  }
  for (const std::string& remark : comparison.remarks) text += "Note: " + remark + "\n";
  if (!comparison.remarks.empty()) text += "\n";
  return text + closing(comparison);
}

std::string comparison_json(const RunComparison& comparison, const Report& before,
                            const Report& after) {
  std::string text;
  Json counts = {{"type", "comparison"}};
  for (const Section& section : sections(comparison, before, after)) {
    const bool in_second = section.state == "new" || section.state == "ongoing";
    for (const Finding* finding : section.findings)
      text += json_line(object_of(section.state, *finding, in_second ? after : before));
    counts[std::string(section.state)] = section.findings.size();
  }
  Json remarks = Json::array();
  for (const std::string& remark : comparison.remarks) remarks.push_back(valid_utf8(remark));
  counts["remarks"] = std::move(remarks);
  counts["undecided"] = comparison.undecided;
  counts["exit"] = static_cast<int>(comparison.exit());
  return text + json_line(counts);
}

}  // namespace crashproof::reports
