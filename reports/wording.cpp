// Sentences over a Report that claim what its numbers say and no more.
#include "reports/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <string_view>

#include "harness/model/printable.h"

namespace crashproof::reports {
namespace {

struct Consequence {
  std::string_view check;
  std::string_view phrase;
};
constexpr std::array known_consequences = {
    Consequence{"no-loss", "data lost"},
    Consequence{"not-torn", "torn data left"},
    Consequence{"no-undedupable-duplicates", "duplicates left"},
    Consequence{"no-extra", "data left that no run makes"},
    Consequence{"resume-ends", "the resume fails"},
};

// Why fewer states than there are came to a verdict.
std::string shortfall(const Report& report) {
  const Coverage& coverage = report.coverage;
  if (report.interrupted) return "interrupted; the rest was not tried";
  const std::uint64_t missing = coverage.states - coverage.tried;
  if (coverage.inconclusive >= missing)
    return fmt::format("{} came to no verdict", counted(missing, "state"));
  std::string text = "a sample, spread evenly; the rest was not tried";
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

std::string replay_sentence(const ReplayOutcome& replay, ExitCode exit) {
  if (exit == ExitCode::not_reproduced)
    return "Not reproduced: the run ended before it reached the place of the kill.";
  if (exit == ExitCode::findings)
    return "Reproduced: after this kill the job does not end as an uninterrupted run does.";
  if (exit == ExitCode::undecided)
    return "Undecided: " +
           (replay.evidence.trouble.empty() ? "the trial came to no verdict"
                                            : printable(replay.evidence.trouble)) +
           ".";
  return "Passes: after this kill the job ends as an uninterrupted run does.";
}

std::string undecided_sentence(const Report& report) {
  const Coverage& coverage = report.coverage;
  if (coverage.tried + coverage.random_tried == 0)
    return "Undecided: no trial came to a verdict, so nothing is known.";
  return fmt::format("Undecided: no finding, but {} came to no verdict.",
                     counted(coverage.inconclusive, "trial"));
}

}  // namespace

std::string counted(std::uint64_t count, std::string_view noun) {
  if (count == 1) return fmt::format("1 {}", noun);
  const bool sibilant = noun.ends_with('s') || noun.ends_with("ch") || noun.ends_with('x');
  if (noun.ends_with("ry")) return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
  return fmt::format("{} {}{}", count, noun, sibilant ? "es" : "s");
}

std::string replay_line(const Report& report, const std::string& schedule) {
  const std::string& options = report.replay_options;
  return fmt::format("crashproof replay {}{}{} -- {}", options, options.empty() ? "" : " ",
                     shell_quoted(schedule), shell_quoted(report.subject.command));
}

std::uint64_t event_number(const CrashPoint& point) {
  return point.after + (point.cut_bytes ? 1 : 0);
}

std::string consequences(const Finding& finding) {
  std::string text;
  for (const std::string& check : finding.checks) {
    const auto* known =
        std::find_if(known_consequences.begin(), known_consequences.end(),
                     [&check](const Consequence& candidate) { return candidate.check == check; });
    if (!text.empty()) text += ", ";
    text += known == known_consequences.end() ? "violates " + printable(check)
                                              : std::string(known->phrase);
  }
  return text.empty() ? "a check is violated" : text;
}

std::string coverage_sentence(const Report& report) {
  const Coverage& coverage = report.coverage;
  const bool nothing_tried = coverage.tried + coverage.random_tried + coverage.inconclusive == 0;
  if (report.stage == Stage::recorded || nothing_tried)
    return fmt::format("{} in what was recorded ({})", counted(coverage.states, "distinct state"),
                       extent_of_the_run(coverage));
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
  if (exit == ExitCode::no_finding) return "No finding in what was tested.";
  std::string text = counted(report.findings.size(), "finding") + ".";
  text += fmt::format(" A kill in {} of {} leads to another end than an uninterrupted run.",
                      report.coverage.violations,
                      counted(report.coverage.tried + report.coverage.random_tried, "trial"));
  return text;
}

}  // namespace crashproof::reports
