// The window in words, without numbers of events: those change with every edit of the job.
#include "reports/headline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/model/finding_identity.h"
#include "harness/model/printable.h"
#include "reports/consequence.h"
#include "reports/window_text.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

std::string event_with_place(const std::string& event, const std::string& site) {
  const std::string text = event.empty() ? "an event" : printable(event);
  return site.empty() ? text : fmt::format("{} ({})", text, printable(site));
}

std::string window_of(const Finding& finding) {
  const std::string a = event_with_place(finding.opened_by, finding.opener_site);
  if (is_inside_one(finding)) return "inside " + a;
  if (is_after_the_end(finding)) return "after the end of the run";
  std::string text;
  if (finding.first_event > 0) text = (finding.first.cut_bytes ? "inside or after " : "after ") + a;
  if (finding.closed_by.empty()) return text.empty() ? "at any time" : text;
  return text + (text.empty() ? "before " : " and before ") +
         event_with_place(finding.closed_by, finding.closer_site);
}

}  // namespace

std::string headline_of(const Finding& finding) {
  if (finding.example.point)
    return fmt::format("{}: {} {}", consequences(finding), fault_phrase(finding.fault),
                       window_of(finding));
  return fmt::format("{}: {}", consequences(finding), printable(finding.schedule));
}

std::string cause_of(const Finding& finding) {
  return finding.diagnosis.code.empty() ? "unclassified" : heading_of(finding, 0, 1);
}

std::vector<std::string> subjects_of(const Finding& finding) {
  constexpr std::size_t most_shown = 3;
  std::set<std::string> sorts;
  for (const std::string& path : finding.diagnosis.blamed)
    sorts.insert(printable(sort_of_path(path)));
  if (sorts.empty()) {
    for (const Difference& difference : finding.example.differences)
      sorts.insert(printable(sort_of_path(difference.path)));
  }
  std::vector<std::string> subjects(sorts.begin(), sorts.end());
  if (subjects.size() > most_shown) {
    subjects.resize(most_shown);
    subjects.emplace_back("…");
  }
  return subjects;
}

}  // namespace crashproof::reports
