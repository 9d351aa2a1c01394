// crashproof where: the places in the code where a run makes its events.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/preflight.h"
#include "harness/cli/progress.h"
#include "harness/cli/session.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

constexpr std::size_t widest_event = 48;

std::vector<std::string> described(const std::vector<CodePlace>& stack) {
  std::vector<std::string> lines;
  for (const CodePlace& place : stack) lines.push_back(describe(place));
  return lines;
}

std::string as_json(const PlacedEvents& placed) {
  std::string text;
  for (const PlacedEvent& event : placed.events) {
    const CallSite& site = event.site;
    const nlohmann::ordered_json object = {{"type", "site"},
                                           {"event", event.number},
                                           {"what", event.what},
                                           {"site", describe(site)},
                                           {"file", site.place.file},
                                           {"line", site.place.line},
                                           {"function", site.place.function},
                                           {"command", site.command},
                                           {"stack", described(site.stack)}};
    text += object.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

std::string as_text(const PlacedEvents& placed) {
  std::size_t width = 0;
  for (const PlacedEvent& event : placed.events)
    width = std::max(width, printable(event.what).size());
  width = std::min(width, widest_event);
  std::string text = fmt::format("{:>7}  {:<{}}  {}\n", "event", "what", width, "where");
  for (const PlacedEvent& event : placed.events)
    text += fmt::format("{:>7}  {:<{}}  {}\n", event.number, printable(event.what), width,
                        printable(describe(event.site)));
  if (!placed.exit.succeeded()) text += "The command failed: what it did up to then is listed.\n";
  return text;
}

ExitCode exit_code_of(const PlacedEvents& placed) {
  if (!placed.exit.succeeded()) return ExitCode::no_baseline;
  return placed.events.empty() ? ExitCode::no_crash_point : ExitCode::no_finding;
}

}  // namespace

int run_where(const Invocation& invocation) {
  const Session session(invocation);
  check_campaign(session.campaign());
  const PlacedEvents placed = placed_events(session.campaign(), session.options().first_event,
                                            session.options().event_limit, session.listener());
  finish_stderr_progress();
  print_out(session.wants_json() ? as_json(placed) : as_text(placed));
  return static_cast<int>(exit_code_of(placed));
}

}  // namespace crashproof::cli
