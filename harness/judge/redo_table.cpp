// One pass over the trials each.
#include "harness/judge/redo_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace crashproof {
namespace {

bool is_measured(const Evidence& evidence) {
  return evidence.redo && evidence.fault_happened && evidence.trouble.empty();
}

// The lower one of the middle two where the number is even. `values` is not empty.
std::uint64_t median(std::vector<std::uint64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::string quoted(const std::string& field) {
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

double resume_seconds(const Evidence& evidence) {
  double seconds = 0;
  for (const RunOutcome& resume : evidence.resumes) seconds += resume.exit.seconds;
  return seconds;
}

// "event,fraction"; `numbers` as event_numbers makes them.
std::string place(const Evidence& evidence, const std::vector<std::uint64_t>& numbers) {
  if (!evidence.point) return ",";
  const std::uint64_t happened = evidence.point->after + (evidence.point->cut_bytes ? 1 : 0);
  const std::uint64_t event = numbers.at(std::min<std::uint64_t>(happened, numbers.size() - 1));
  const double of = static_cast<double>(std::max<std::uint64_t>(numbers.back(), 1));
  return fmt::format("{},{:.6f}", event, static_cast<double>(event) / of);
}

}  // namespace

std::optional<RedoSummary> redo_summary(const std::vector<const Evidence*>& trials,
                                        const CheckLimits& limits) {
  RedoSummary summary;
  summary.in_items = limits.redo_in_items;
  summary.bound = limits.redo_bound;
  std::vector<std::uint64_t> items;
  std::vector<std::uint64_t> events;
  std::uint64_t worst = 0;
  for (const Evidence* evidence : trials) {
    if (!is_measured(*evidence)) continue;
    items.push_back(evidence->redo->items);
    events.push_back(evidence->redo->events);
    const std::uint64_t redone = limits.redo_in_items ? items.back() : events.back();
    if (redone <= worst) continue;
    worst = redone;
    summary.worst_schedule = evidence->schedule;
  }
  if (items.empty()) return std::nullopt;
  summary.trials = items.size();
  summary.max_items = std::ranges::max(items);
  summary.max_events = std::ranges::max(events);
  summary.median_items = median(std::move(items));
  summary.median_events = median(std::move(events));
  return summary;
}

std::string redo_table(const std::vector<const Evidence*>& trials, const Trace& recorded) {
  const std::vector<std::uint64_t> numbers = event_numbers(recorded.events);
  std::string table =
      "trial,schedule,event,fraction,redone_events,redone_items,in_flight,seconds\n";
  for (const Evidence* evidence : trials) {
    if (!is_measured(*evidence)) continue;
    table += fmt::format("{},{},{},{},{},{},{:.6f}\n", evidence->trial, quoted(evidence->schedule),
                         place(*evidence, numbers), evidence->redo->events, evidence->redo->items,
                         evidence->redo->in_flight, resume_seconds(*evidence));
  }
  return table;
}

}  // namespace crashproof
