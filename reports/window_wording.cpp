// One wording for every format, without markup.
#include "reports/window_wording.h"

#include <fmt/format.h>

#include "reports/wording.h"

namespace crashproof::reports {
namespace {

std::string half_done(const CrashPoint& first, const CrashPoint& last) {
  if (!first.cut_bytes) return "";
  const bool one = !last.cut_bytes || last.after != first.after || last == first;
  return one ? fmt::format(" (of its bytes, {} are down)", *first.cut_bytes)
             : fmt::format(" (of its bytes, {} to {} are down)", *first.cut_bytes, *last.cut_bytes);
}

std::string when_of(const Finding& finding, const WindowWords& window, bool inside_one) {
  if (inside_one) return "while A is half done" + half_done(finding.first, finding.last);
  if (window.opening == 0) return window.has_closing ? "before B" : "at any time";
  return std::string(finding.first.cut_bytes ? "inside or after A" : "after A") +
         (window.has_closing ? " and before B" : ", as late as the end of the run");
}

}  // namespace

WindowWords window_words(const Finding& finding) {
  WindowWords window;
  window.opening = event_number(finding.first);
  window.closing = finding.last.after + 1;
  const bool inside_one = finding.only_cuts && window.opening == window.closing;
  window.has_closing = !inside_one && !finding.closed_by.empty();
  window.when =
      fmt::format("{} {}", fault_phrase(finding.fault), when_of(finding, window, inside_one));
  return window;
}

}  // namespace crashproof::reports
