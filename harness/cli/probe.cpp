// crashproof probe: one recorded run; what it touches and what an audit would cost.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/campaign/estimate.h"
#include "harness/cli/preflight.h"
#include "harness/cli/progress.h"
#include "harness/cli/session.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

std::string exit_text(const RunExit& exit) {
  if (exit.how == RunExit::How::exited) return fmt::format("exit {}", exit.code);
  if (exit.how == RunExit::How::signalled) return fmt::format("signal {}", exit.code);
  return "ended by its time limit";
}

std::string besides_text(const ProbeResult::Besides& besides) {
  std::string text = fmt::format("  {}: {} trials", printable(besides.fault), besides.trials);
  if (besides.left_out > 0) text += fmt::format(", at least {} more left out", besides.left_out);
  return text + (besides.note.empty() ? "" : "; " + printable(besides.note)) + "\n";
}

std::string audit_text(const ProbeResult& result) {
  const std::string of_all =
      result.kills == result.states ? "" : fmt::format(" {} of", result.kills);
  std::string text = fmt::format("An audit tries{} {} distinct states of {} crash points", of_all,
                                 result.states, result.points);
  if (!result.besides.empty()) text += ", and besides:\n";
  for (const ProbeResult::Besides& besides : result.besides) text += besides_text(besides);
  text += result.besides.empty() ? "" : fmt::format("All {} trials", result.trials);
  text += fmt::format(": about {}\nThat is without:\n", duration_text(result.estimated_seconds));
  for (const std::string& row : result.not_estimated) text += "  " + row + "\n";
  return text;
}

std::string as_text(const ProbeResult& result) {
  const Trace& trace = result.trace;
  std::string text =
      fmt::format("Ran once: {} after {:.2f} s, {} processes, {} more threads\n",
                  exit_text(trace.exit), trace.exit.seconds, trace.processes, trace.threads);
  text += fmt::format("Workspace: {} files, {} bytes; {}\n", result.workspace_files,
                      result.workspace_bytes, printable(result.isolation));
  text += fmt::format("It touches, in {} events:\n", event_numbers(trace.events).back());
  for (const std::string& row : result.touched) text += "  " + printable(row) + "\n";
  for (const Gap& gap : trace.gaps)
    text += fmt::format("Not seen: {} ({}x) {}\n", printable(gap.what), gap.count,
                        printable(gap.detail));
  for (const Gap& gap : trace.refused_writes)
    text += fmt::format("Refused: {} ({}x) {}; allow it with --allow-write\n", printable(gap.what),
                        gap.count, printable(gap.detail));
  return text + audit_text(result);
}

nlohmann::ordered_json gap_objects(const std::vector<Gap>& gaps) {
  auto list = nlohmann::ordered_json::array();
  for (const Gap& gap : gaps)
    list.push_back(
        {{"what", valid_utf8(gap.what)}, {"detail", valid_utf8(gap.detail)}, {"count", gap.count}});
  return list;
}

nlohmann::ordered_json besides_objects(const std::vector<ProbeResult::Besides>& besides) {
  auto list = nlohmann::ordered_json::array();
  for (const ProbeResult::Besides& row : besides)
    list.push_back({{"fault", valid_utf8(row.fault)},
                    {"trials", row.trials},
                    {"left_out", row.left_out},
                    {"note", valid_utf8(row.note)}});
  return list;
}

std::string as_json(const ProbeResult& result) {
  auto touched = nlohmann::ordered_json::array();
  for (const std::string& row : result.touched) touched.push_back(valid_utf8(row));
  const nlohmann::ordered_json object = {
      {"type", "probe"},
      {"events", event_numbers(result.trace.events).back()},
      {"processes", result.trace.processes},
      {"threads", result.trace.threads},
      {"points", result.points},
      {"states", result.states},
      {"run_seconds", result.trace.exit.seconds},
      {"kills", result.kills},
      {"besides", besides_objects(result.besides)},
      {"trials", result.trials},
      {"estimated_seconds", result.estimated_seconds},
      {"not_estimated", result.not_estimated},
      {"succeeded", result.trace.exit.succeeded()},
      {"touched", touched},
      {"recorder_gaps", gap_objects(result.trace.gaps)},
      {"refused_writes", gap_objects(result.trace.refused_writes)},
      {"isolation", valid_utf8(result.isolation)},
      {"workspace_files", result.workspace_files},
      {"workspace_bytes", result.workspace_bytes}};
  return object.dump(-1, ' ', true) + "\n";
}

ExitCode exit_code_of(const ProbeResult& result) {
  if (!result.trace.exit.succeeded()) return ExitCode::no_baseline;
  return result.states <= 1 ? ExitCode::no_crash_point : ExitCode::no_finding;
}

}  // namespace

int run_probe(const Invocation& invocation) {
  const Session session(invocation);
  check_campaign(session.campaign());
  const ProbeResult result = probe(session.campaign(), session.catalogues(), session.listener());
  finish_stderr_progress();
  print_out(session.wants_json() ? as_json(result) : as_text(result));
  return static_cast<int>(exit_code_of(result));
}

}  // namespace crashproof::cli
