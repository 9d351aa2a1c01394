// Each row of what can be wrong adds its own paragraph; none hides another.
#include "harness/learn/assessment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/learn/answers.h"
#include "harness/model/counted.h"
#include "harness/model/printable.h"

namespace crashproof::learn {
namespace {

struct Words {
  Finding::Kind kind;
  std::string_view text;
};
constexpr std::array kinds = {
    Words{Finding::Kind::hangs, "it does not come to an end when it is run again"},
    Words{Finding::Kind::fails, "it fails when it is run again"},
    Words{Finding::Kind::loss, "something is lost or torn, and running it again does not mend it"},
    Words{Finding::Kind::duplicates, "something is there twice after it has run again"},
    Words{Finding::Kind::extra, "something is left that a run without a crash does not leave"},
    Words{Finding::Kind::altered,
          "something has other permissions than a run without a crash gives it"},
    Words{Finding::Kind::promises, "work that it has reported as done is gone"},
    Words{Finding::Kind::stopping, "it does not stop as it should when it is asked to"},
    Words{Finding::Kind::versions,
          "it writes over a checkpoint of a version that it does not know"},
    Words{Finding::Kind::redo, "running it again does more again than is allowed"},
};

std::string_view words_for(Finding::Kind kind) {
  const auto* found = std::find_if(kinds.begin(), kinds.end(),
                                   [kind](const Words& row) { return row.kind == kind; });
  return found == kinds.end() ? "it goes wrong" : found->text;
}

std::string with_site(const std::string& event, const std::string& site) {
  return printable(event) + (site.empty() ? "" : "  " + printable(site));
}

std::string difference_line(const Difference& difference) {
  std::string text = fmt::format(
      "    {}: {}: {}", name_of(difference.what), printable(difference.path),
      counted(difference.count, difference.unit.empty() ? "file" : printable(difference.unit)));
  if (!difference.examples.empty()) text += ", e.g. " + printable(difference.examples.front());
  return text;
}

std::string finding_text(const Finding& finding) {
  const std::string name = finding.mode.empty()
                               ? "A finding without a name"
                               : fmt::format("{} {}", finding.diagnosis.code, finding.mode);
  std::string text = fmt::format("{}: {}", name, words_for(finding.kind));
  if (!finding.opened_by.empty())
    text += fmt::format("\n    {} after {}", finding.fault,
                        with_site(finding.opened_by, finding.opener_site));
  if (!finding.closed_by.empty())
    text += fmt::format("\n    and before {}", with_site(finding.closed_by, finding.closer_site));
  for (const Difference& difference : finding.example.differences)
    text += "\n" + difference_line(difference);
  for (const Verdict& verdict : finding.verdicts)
    if (finding.example.differences.empty()) text += "\n    " + printable(verdict.reason);
  text += "\n    see it:  crashproof replay " + shell_quoted(finding.schedule);
  if (!finding.diagnosis.code.empty())
    text += "\n    read:    crashproof explain " + finding.diagnosis.code;
  return text;
}

class Assessor {
 public:
  Assessor(const Exercise& exercise, const Report& report, const Observed& observed)
      : exercise_(exercise), report_(report), observed_(observed) {}

  Assessment take() {
    assessment_.codes = codes_of(report_);
    if (!report_.baseline_problem.empty()) {
      mend(fmt::format("It does not run through as it should, even without a crash: {}",
                       printable(report_.baseline_problem)));
    } else {
      look_at_trials();
      look_at_end();
    }
    for (const std::string& line : observed_.wrong_predictions) mend(line);
    return std::move(assessment_);
  }

 private:
  void mend(std::string what) {
    assessment_.result = Assessment::Result::not_yet;
    assessment_.problems.push_back(std::move(what));
  }
  void leave_open(std::string what) {
    if (assessment_.result == Assessment::Result::passed)
      assessment_.result = Assessment::Result::undecided;
    assessment_.problems.push_back(std::move(what));
  }

  void look_at_trials() {
    for (const Finding& finding : report_.findings) mend(finding_text(finding));
    if (exit_code(report_) == ExitCode::no_crash_point)
      mend("It changes no file, so there is nothing to be tried.");
    for (const FaultCoverage& fault : report_.faults)
      if (fault.untested)
        mend(fmt::format("There is no place for {} in it any more, so it was not tried.",
                         fault.fault));
    if (trials_undecided(report_) > 0)
      leave_open(fmt::format("{} came to no verdict{}", counted(trials_undecided(report_), "trial"),
                             report_.inconclusive_reasons.empty()
                                 ? ""
                                 : ", e.g. " + printable(report_.inconclusive_reasons.front())));
    // Whatever else keeps an audit from a verdict, such as a fault that no trial has come to.
    if (exit_code(report_) == ExitCode::undecided && assessment_.problems.empty())
      leave_open("The audit came to no verdict, so nothing is known of it.");
  }

  void look_at_end() {
    if (!observed_.other_end.empty()) {
      std::string text =
          "Without a crash it ends with other data than the program as it was given:";
      for (const Difference& difference : observed_.other_end)
        text += "\n" + difference_line(difference);
      mend(std::move(text));
    }
    const SaveLimit& limit = exercise_.save_limit;
    if (limit.applies() && observed_.saves > limit.times)
      mend(fmt::format("It replaces {} {} times, and {} are allowed. {}", limit.path,
                       observed_.saves, limit.times, limit.why));
  }

  const Exercise& exercise_;
  const Report& report_;
  const Observed& observed_;
  Assessment assessment_;
};

}  // namespace

std::string_view name_of(Assessment::Result result) {
  constexpr std::array names = {"passed", "not yet", "undecided"};
  return names.at(static_cast<std::size_t>(result));
}

Assessment assess(const Exercise& exercise, const Report& report, const Observed& observed) {
  return Assessor(exercise, report, observed).take();
}

}  // namespace crashproof::learn
