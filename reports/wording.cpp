// Sentences over a Report that claim what its numbers say and no more.
#include "reports/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "harness/model/printable.h"
#include "harness/model/schedule.h"
#include "reports/consequence.h"
#include "reports/gate_wording.h"

namespace crashproof::reports {
namespace {

struct FaultPhrase {
  std::string_view fault;
  std::string_view phrase;
};
constexpr std::array fault_phrases = {
    FaultPhrase{"kill", "a kill"},
    FaultPhrase{"power-loss", "a power cut"},
    FaultPhrase{"interrupt", "a request to stop"},
    FaultPhrase{"errno", "a failing call"},
    FaultPhrase{"short-write", "a short write"},
    FaultPhrase{"disk-full", "a full disk"},
    FaultPhrase{"kill-one", "a kill of one process"},
    FaultPhrase{"stall", "a stall of one worker"},
    FaultPhrase{"late-input", "a kill and late input"},
    FaultPhrase{"clock", "a kill and a moved clock"},
    FaultPhrase{"hostname", "a kill and another host"},
    FaultPhrase{"replica", "a kill and two copies of the job at once"},
    FaultPhrase{"command", "a kill and another command"},
};

std::string_view name_of_fault(std::string_view fault) {
  return fault.substr(0, fault.find('['));
}

// What people call a kill: nothing but kills, or an unreadable schedule of an older version.
bool only_kills(const std::string& schedule) {
  try {
    const std::vector<ScheduleStep> steps = parse_schedule(schedule).steps;
    return std::all_of(steps.begin(), steps.end(),
                       [](const ScheduleStep& step) { return step.fault == "kill"; });
  } catch (const std::invalid_argument&) {
    return true;
  }
}

bool is_about_kills_and_ends(const Finding& finding) {
  return name_of_fault(finding.fault) == "kill" && is_about_its_end(finding.checks);
}

// Why fewer states than there are came to a verdict.
std::string shortfall(const Report& report) {
  const Coverage& coverage = report.coverage;
  if (report.interrupted) return "interrupted; the rest was not tried";
  const std::uint64_t missing = coverage.states - coverage.tried;
  if (coverage.inconclusive >= missing)
    return fmt::format("{} came to no verdict", counted(missing, "state"));
  std::string text = not_begun_text(report);
  if (text.empty())
    text =
        "a sample, spread evenly, and the borders between what passes and what fails; the rest "
        "was not tried";
  if (coverage.inconclusive > 0)
    text += fmt::format(", {} came to no verdict", counted(coverage.inconclusive, "trial"));
  return text;
}

std::string extent(const Report& report) {
  return report.coverage.tried < report.coverage.states
             ? shortfall(report)
             : "exhaustive for the recorded interleaving";
}

// "1204 crash points, 612 events; 591 cuts inside writes"
std::string extent_of_the_run(const Coverage& coverage) {
  const std::uint64_t cuts = coverage.points - std::min(coverage.points, coverage.gaps);
  return fmt::format("{}, {}; {}", counted(coverage.points, "crash point"),
                     counted(coverage.events, "event"),
                     cuts == 0 ? "no cuts inside writes" : counted(cuts, "cut") + " inside writes");
}

std::vector<std::string> violated_checks(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> checks;
  for (const Verdict& verdict : verdicts)
    if (verdict.outcome == Outcome::violated) checks.push_back(verdict.check);
  return checks;
}

std::string not_reproduced_sentence(const Evidence& evidence, bool kills) {
  if (evidence.fault_happened && !evidence.dropped.empty())
    return fmt::format("Not reproduced: no run came to {}; what is told is without it.",
                       listed(evidence.dropped));
  return fmt::format("Not reproduced: the run ended before it reached the place of the {}.",
                     kills ? "kill" : "fault");
}

std::string replay_sentence(const ReplayOutcome& replay, ExitCode exit) {
  const bool kills = only_kills(replay.evidence.schedule);
  const std::string_view after = kills ? "after this kill" : "under this schedule";
  if (replay.trace_drifted)
    return "Not reproduced: the command's events are no longer those that the schedule was made "
           "for, so it says nothing of them.";
  if (replay.reached && replay.only_looked_at)
    return "Looked at: nothing was resumed, and nothing was judged.";
  if (exit == ExitCode::not_reproduced) return not_reproduced_sentence(replay.evidence, kills);
  if (exit == ExitCode::findings)
    return fmt::format("Reproduced: {} {}.", after, therefore(violated_checks(replay.verdicts)));
  if (exit == ExitCode::undecided)
    return "Undecided: " +
           (replay.evidence.trouble.empty() ? "the trial came to no verdict"
                                            : printable(replay.evidence.trouble)) +
           ".";
  return fmt::format("Passes: {} the job ends as an uninterrupted run does.", after);
}

std::string undecided_sentence(const Report& report) {
  if (trials_decided(report) == 0)
    return "Undecided: no trial came to a verdict, so nothing is known.";
  std::vector<std::string> untested;
  for (const FaultCoverage& fault : report.faults)
    if (fault.untested) untested.push_back(fault.fault);
  std::string why;
  if (!untested.empty()) why = "nothing was tested of " + listed(untested);
  if (trials_undecided(report) > 0)
    why += fmt::format("{}{} came to no verdict", why.empty() ? "" : ", and ",
                       counted(trials_undecided(report), "trial"));
  if (const std::string gate = gate_shortfall(report); !gate.empty())
    why += (why.empty() ? "" : ", and ") + gate;
  return fmt::format("Undecided: no finding, but {}.", why);
}

std::string findings_sentence(const Report& report) {
  const std::string count = counted(report.findings.size(), "finding");
  const std::string trials = counted(trials_decided(report), "trial");
  // The numbers are those of all faults together.
  const bool usual =
      report.faults.empty() &&
      std::all_of(report.findings.begin(), report.findings.end(), is_about_kills_and_ends);
  if (usual)
    return fmt::format("{}. A kill in {} of {} leads to another end than an uninterrupted run.",
                       count, report.coverage.violations, trials);
  return fmt::format("{}. {} of {} fail.", count, report.coverage.violations, trials);
}

// "3 items (median 1)"
std::string at_most(std::uint64_t most, std::string_view noun, std::uint64_t median) {
  return fmt::format("{} (median {})", counted(most, noun), median);
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + printable(name);
  return text;
}

std::string replay_line(const Report& report, const std::string& schedule) {
  const std::string& options = report.replay_options;
  return fmt::format("crashproof replay {}{}{} -- {}", options, options.empty() ? "" : " ",
                     shell_quoted(schedule), shell_quoted(report.subject.command));
}

std::string heading_of(const Finding& finding, std::size_t index, std::size_t findings) {
  const std::string& code = finding.diagnosis.code;
  if (code.empty()) return fmt::format("Finding {} of {}", index + 1, findings);
  return printable(code) + (finding.mode.empty() ? "" : " " + printable(finding.mode));
}

std::string extent_of(const Finding& finding) {
  const std::string trials = counted(std::max<std::uint64_t>(finding.points, 1), "failing trial");
  return finding.windows > 1 ? trials + ", " + counted(finding.windows, "window") : trials;
}

std::string standing_of(const Finding& finding) {
  const std::string status(name_of(finding.status));
  if (finding.diagnosis.code.empty()) return status;
  return fmt::format("{}, {}", name_of(finding.diagnosis.certainty), status);
}

std::string_view fault_phrase(const std::string& fault) {
  const std::string_view name = name_of_fault(fault);
  const auto* known =
      std::find_if(fault_phrases.begin(), fault_phrases.end(),
                   [name](const FaultPhrase& candidate) { return candidate.fault == name; });
  return known == fault_phrases.end() ? "the fault" : known->phrase;
}

// What did not come to a verdict has no violations either, so it must not read as if it held.
std::string fault_sentence(const FaultCoverage& fault) {
  std::string text = printable(fault.fault) + ": ";
  text += fault.planned == 0
              ? "nothing tried"
              : fmt::format("tried {} of {}", fault.tried, counted(fault.planned, "trial"));
  if (fault.not_happened > 0) text += fmt::format(", {} not reached", fault.not_happened);
  if (fault.inconclusive > 0) text += fmt::format(", {} undecided", fault.inconclusive);
  if (fault.violations > 0)
    text += ", " + counted(fault.violations, "violation");
  else if (fault.tried > 0)
    text += ", no violation";
  if (!fault.left_out.empty()) text += "; left out: " + printable(fault.left_out);
  return text;
}

std::string redo_sentence(const RedoSummary& redo) {
  std::string text = "at most ";
  if (redo.in_items) text += at_most(redo.max_items, "item", redo.median_items) + " and ";
  text += at_most(redo.max_events, "event", redo.median_events) +
          fmt::format(" in one trial of {}", redo.trials);
  if (redo.bound)
    text += fmt::format("; allowed {} after each crash",
                        counted(*redo.bound, redo.in_items ? "item" : "event"));
  if (!redo.worst_schedule.empty())
    text += fmt::format("; most {} with {}", redo.in_items ? "items" : "events",
                        printable(redo.worst_schedule));
  return text;
}

std::string redo_text(const Redo& redo) {
  std::string text;
  if (redo.items > 0)
    text = fmt::format("{} ({} in flight), ", counted(redo.items, "item"), redo.in_flight);
  return text + counted(redo.events, "event");
}

std::string litter_sentence(const Report& report) {
  const std::string who = counted(report.litter_trials, "trial");
  return report.litter_temporary
             ? fmt::format("{} left behind what the crash-free run renames or removes, e.g. {}",
                           who, report.litter_example)
             : fmt::format("{} left a file that the crash-free run does not leave, e.g. {}", who,
                           report.litter_example);
}

std::string coverage_sentence(const Report& report) {
  const Coverage& coverage = report.coverage;
  const bool nothing_tried = coverage.tried + coverage.random_tried + coverage.inconclusive == 0;
  if (report.stage == Stage::recorded || nothing_tried)
    return fmt::format("{} in what was recorded ({}){}{}",
                       counted(coverage.states, "distinct state"), extent_of_the_run(coverage),
                       report.not_begun.trials > 0 ? ": " : "", not_begun_text(report));
  std::string text = fmt::format("tried {} of {} ({}): {}", coverage.tried,
                                 counted(coverage.states, "distinct state"),
                                 extent_of_the_run(coverage), extent(report));
  if (coverage.random_tried > 0)
    text += fmt::format("; and {} (seed {})", counted(coverage.random_tried, "random schedule"),
                        report.seed);
  if (coverage.reused > 0)
    text += fmt::format("; {} taken over from the interrupted campaign",
                        counted(coverage.reused, "trial"));
  return text;
}

std::string ending(const RunExit& exit) {
  switch (exit.how) {
    case RunExit::How::exited:
      return fmt::format("exit {}", exit.code);
    case RunExit::How::signalled: {
      const char* name = sigabbrev_np(exit.code);
      return fmt::format("ended by signal {}{}", exit.code,
                         name == nullptr ? "" : fmt::format(" (SIG{})", name));
    }
    case RunExit::How::killed:
      return "killed as the schedule says";
    case RunExit::How::timed_out:
      return "still running at its time limit";
  }
  return "?";
}

namespace {

constexpr std::size_t most_shown = 10;

std::string items_text(const SmallestInput& input) {
  std::string text = fmt::format("{} of {}", input.items.size(), counted(input.of, "item"));
  const std::size_t shown = std::min(input.items.size(), most_shown);
  for (std::size_t i = 0; i < shown; ++i)
    text += (i == 0 ? ": " : ", ") + printable(input.items[i]);
  if (shown < input.items.size()) text += ", …";
  return text;
}

std::string records_text(const RecordsLeft& left) {
  std::string text = fmt::format("{} of {} of {}", left.lines.size(), counted(left.of, "record"),
                                 printable(left.path));
  if (left.lines.empty()) return text;
  text += left.lines.size() == 1 ? ": line " : ": lines ";
  const std::size_t shown = std::min(left.lines.size(), most_shown);
  const bool all_shown = shown == left.lines.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == shown && all_shown;
    text += (i == 0 ? "" : last ? " and " : ", ") + fmt::to_string(left.lines[i]);
  }
  return all_shown ? text : text + ", …";
}

}  // namespace

std::string smallest_input_text(const SmallestInput& input) {
  std::string text;
  if (input.of > 0 || input.records.empty()) text = items_text(input);
  for (const RecordsLeft& left : input.records)
    text += (text.empty() ? "" : "; ") + records_text(left);
  if (input.tried > 0) text += fmt::format(" ({} tried)", counted(input.tried, "input"));
  if (!input.schedule.empty()) text += "; there it shows with " + printable(input.schedule);
  return input.note.empty() ? text : text + "; " + input.note;
}

std::string closing_sentence(const Report& report) {
  const ExitCode exit = exit_code(report);
  if (exit == ExitCode::interrupted)
    return "Interrupted. The same command with --continue goes on and repeats no finished trial.";
  if (exit == ExitCode::no_baseline)
    return "No baseline, so nothing was tested: " + printable(report.baseline_problem);
  if (report.replay) return replay_sentence(*report.replay, exit);
  if (exit == ExitCode::no_crash_point)
    return "No crash point: the command changed no file in the workspace, so a kill leaves nothing "
           "behind.";
  if (report.stage == Stage::recorded)
    return "Recorded. Next: crashproof try, then crashproof judge.";
  if (report.stage == Stage::tried) return "Tried. Next: crashproof judge.";
  if (exit == ExitCode::undecided) return undecided_sentence(report);
  if (exit == ExitCode::no_finding) {
    if (report.accepted.empty() && report.not_asked_for.empty())
      return "No finding in what was tested.";
    return "No finding that counts in what was tested.";
  }
  return findings_sentence(report);
}

}  // namespace crashproof::reports
