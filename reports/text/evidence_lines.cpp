// Long lists and long outputs are cut, with a count of what is left out.
#include "reports/text/evidence_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/model/printable.h"
#include "reports/difference_label.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

constexpr std::size_t differences_shown = 12;
constexpr std::size_t output_lines_shown = 12;

std::string difference_text(const Difference& difference) {
  std::string text = fmt::format(
      "{}: {}", printable(difference.path),
      counted(difference.count, printable(difference.unit.empty() ? "file" : difference.unit)));
  for (std::size_t i = 0; i < difference.examples.size(); ++i)
    text += (i == 0 ? ", e.g. " : "; ") + printable(difference.examples[i]);
  if (difference.what == Difference::Class::duplicated) {
    if (difference.dedupable)
      text += " (dedupable by the declared key)";
    else if (!difference.dedup_hint.empty())
      text += " (dedupable if declared: --key " + shell_quoted(difference.dedup_hint) + ")";
  }
  return text;
}

void write_output_tail(TextPage& page, const std::string& output) {
  std::vector<std::string_view> lines;
  for (std::string_view rest = output; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::size_t first = lines.size() - std::min(lines.size(), output_lines_shown);
  for (std::size_t i = first; i < lines.size(); ++i) page.quoted(printable(lines[i]));
}

// A reason that only says what stands above already is left out.
bool is_told(const std::string& reason, const Evidence& evidence) {
  const auto among = [](const std::vector<Difference>& differences, const auto& tells) {
    return std::any_of(differences.begin(), differences.end(), tells);
  };
  const auto as_a_difference = [&](const Difference& told) {
    return reason.starts_with(told.path + ": ");
  };
  const auto as_a_promise = [&](const Difference& told) {
    return reason.starts_with("gone although ") && reason.find(told.path + ": ") != reason.npos;
  };
  return among(evidence.differences, as_a_difference) ||
         among(evidence.broken_promises, as_a_promise);
}

std::string joined(const std::vector<std::string>& words, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < words.size(); ++i)
    text += (i == from ? "" : ", ") + printable(words[i]);
  return text;
}

}  // namespace

void write_differences(TextPage& page, const std::vector<Difference>& differences) {
  const std::size_t shown = std::min(differences.size(), differences_shown);
  for (std::size_t i = 0; i < shown; ++i)
    page.labelled(label_of(differences[i].what), difference_text(differences[i]));
  if (differences.size() > shown)
    page.continued("and " + counted(differences.size() - shown, "more difference"));
}

void write_resumes(TextPage& page, const Evidence& evidence) {
  if (evidence.resumes.empty()) return;
  const RunOutcome& last = evidence.resumes.back();
  const bool ended_well = last.exit.succeeded() || evidence.accepted_exit;
  if (ended_well && last.leftover_processes == 0) return;
  std::string text = fmt::format("{} after {:.1f} s", ending(last.exit), last.exit.seconds);
  if (evidence.resumes.size() > 1)
    text += fmt::format(", the last of {} attempts", evidence.resumes.size());
  if (last.leftover_processes > 0)
    text += ", leaving " + counted(last.leftover_processes, "process");
  page.labelled("Resume", text + (last.output_tail.empty() ? ", no output" : "; it said:"));
  write_output_tail(page, last.output_tail);
}

void write_verdicts(TextPage& page, const std::vector<Verdict>& verdicts,
                    const Evidence& evidence) {
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::holds) continue;
    page.labelled(verdict.outcome == Outcome::violated ? "Violated" : "Undecided",
                  is_told(verdict.reason, evidence)
                      ? printable(verdict.check)
                      : printable(verdict.check) + ": " + printable(verdict.reason));
  }
}

void write_models(TextPage& page, const std::vector<std::string>& models) {
  if (models.empty()) return;
  std::string text = "by " + printable(models.front());
  if (models.size() > 1)
    text += ", the strongest model that shows it; also by " + joined(models, 1);
  page.labelled("Permitted", text);
}

void write_promise(TextPage& page, const Evidence& evidence) {
  const std::vector<Difference>& broken = evidence.broken_promises;
  if (broken.empty()) return;
  page.labelled("Promised",
                printable(evidence.promise) + " had left before, and the power cut took");
  const std::size_t shown = std::min(broken.size(), differences_shown);
  for (std::size_t i = 0; i < shown; ++i)
    page.continued(fmt::format("{} ({})", difference_text(broken[i]), name_of(broken[i].what)));
  if (broken.size() > shown) page.continued(fmt::format("and {} more", broken.size() - shown));
}

void write_first_run(TextPage& page, const std::string& fault, const Evidence& evidence) {
  if (evidence.stopping)
    page.labelled("Stopped",
                  fmt::format("{}{:.1f} s after the first signal",
                              evidence.stopping->outlived_grace ? "not by itself: killed " : "",
                              evidence.stopping->seconds));
  if (!evidence.first_run || fault == "kill") return;
  const RunOutcome& run = *evidence.first_run;
  const bool failed = !run.exit.succeeded() && run.exit.how != RunExit::How::killed;
  std::string text = fmt::format("{} after {:.1f} s", ending(run.exit), run.exit.seconds);
  if (failed) text += run.output_tail.empty() ? ", no output" : "; it said:";
  page.labelled("First run", text);
  if (failed) write_output_tail(page, run.output_tail);
}

void write_redo(TextPage& page, const Evidence& evidence) {
  if (evidence.redo) page.labelled("Redone", redo_text(*evidence.redo));
}

}  // namespace crashproof::reports
