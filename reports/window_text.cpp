// Windows of the recorded run, and single places of another one.
#include "reports/window_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/model/printable.h"
#include "harness/model/schedule.h"
#include "reports/consequence.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

bool is_counted(const std::string& what) {
  return !what.starts_with("open(");
}

std::string name_of_event(std::uint64_t number, const std::string& what, const std::string& of) {
  std::string name = fmt::format("{}event {}", is_counted(what) ? "" : "behind ", number);
  return of.empty() ? name : name + " of " + of;
}

WindowEnd end_of(const Finding& finding, std::uint64_t number, const std::string& what,
                 const std::string& site) {
  return {number, name_of_event(number, what, finding.events_of), what, site,
          finding.events_of.empty() && is_counted(what)};
}

std::string bytes_down(const CrashPoint& first, const CrashPoint& last) {
  if (!first.cut_bytes) return "";
  const bool one = !last.cut_bytes || last.after != first.after || last == first;
  return one ? fmt::format(" (of its bytes, {} are down)", *first.cut_bytes)
             : fmt::format(" (of its bytes, {} to {} are down)", *first.cut_bytes, *last.cut_bytes);
}

// A kill at the end of the first run strikes nothing: what comes later does.
bool is_about_an_end(const std::string& schedule) {
  try {
    const CrashSchedule parsed = parse_schedule(schedule);
    return std::ranges::any_of(parsed.steps, [](const ScheduleStep& step) {
      return step.run == 0 && step.position.edge == Position::Edge::end;
    });
  } catch (const std::invalid_argument&) {
    return false;
  }
}

std::string where(const Finding& finding, bool from_start, bool to_end) {
  if (is_inside_one(finding))
    return " while A is half done" + bytes_down(finding.first, finding.last);
  if (is_after_the_end(finding)) return " after the end of the run";
  if (from_start) return to_end ? " at any time" : " before B";
  return std::string(finding.first.cut_bytes ? " inside or after A" : " after A") +
         (to_end ? ", as late as the end of the run" : " and before B");
}

// What is done before the last kill: "kill@after:write(a)".
std::string steps_before(const std::string& schedule) {
  try {
    CrashSchedule parsed = parse_schedule(schedule);
    if (!parsed.steps.empty()) parsed.steps.pop_back();
    return to_string(parsed);
  } catch (const std::invalid_argument&) {
    return schedule;
  }
}

std::string sentence(const Finding& finding, bool from_start, bool to_end) {
  const std::string place = where(finding, from_start, to_end);
  if (finding.example.point)
    return fmt::format("{}{}{}", fault_phrase(finding.fault), place, aftermath(finding));
  return fmt::format("{}, and a kill of {}{}{}", printable(steps_before(finding.schedule)),
                     printable(finding.events_of), place, aftermath(finding));
}

}  // namespace

std::uint64_t closing_event(const Finding& finding) {
  return finding.last_event + (finding.last.cut_bytes ? 0 : 1);
}

bool is_inside_one(const Finding& finding) {
  return finding.only_cuts && finding.first_event == closing_event(finding);
}

bool is_after_the_end(const Finding& finding) {
  const bool names_no_event = finding.first_event == 0 && finding.closed_by.empty();
  return !finding.events_of.empty() && names_no_event && finding.first == finding.last &&
         is_about_an_end(finding.schedule);
}

std::optional<WindowText> window_text(const Finding& finding) {
  if (!finding.example.point && finding.events_of.empty()) return std::nullopt;
  const bool from_start = finding.first_event == 0;
  const bool to_end = finding.closed_by.empty() && !is_inside_one(finding);
  WindowText text;
  if (!from_start)
    text.a = end_of(finding, finding.first_event, finding.opened_by, finding.opener_site);
  if (!to_end && !is_inside_one(finding))
    text.b = end_of(finding, closing_event(finding), finding.closed_by, finding.closer_site);
  text.then = sentence(finding, from_start, to_end);
  return text;
}

}  // namespace crashproof::reports
