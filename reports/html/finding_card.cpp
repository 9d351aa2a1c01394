// A heading and a list of terms, in the order in which a reader asks: what, why, how sure, what
// now.
#include "reports/html/finding_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/model/printable.h"
#include "reports/consequence.h"
#include "reports/difference_label.h"
#include "reports/html/markup.h"
#include "reports/proof_text.h"
#include "reports/window_text.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

constexpr std::size_t differences_shown = 30;

std::string code(std::string_view text) {
  return "<code>" + escaped(text) + "</code>";
}

// Terms with their descriptions; a term without a description is left out.
class Terms {
 public:
  void add(std::string_view term, const std::vector<std::string>& descriptions) {
    if (descriptions.empty()) return;
    markup_ += fmt::format("<dt>{}</dt>", term);
    for (const std::string& description : descriptions) markup_ += "<dd>" + description + "</dd>";
    markup_ += "\n";
  }
  void add(std::string_view term, const std::string& description) {
    if (!description.empty()) add(term, std::vector<std::string>{description});
  }
  std::string take() { return "<dl>\n" + markup_ + "</dl>\n"; }

 private:
  std::string markup_;
};

// Only Events that are on the map can be shown there.
std::string event_text(std::string_view letter, const WindowEnd& end) {
  const std::string name =
      end.on_map ? fmt::format("<a href=\"#event={}\">{}</a>", end.number, escaped(end.name))
                 : escaped(end.name);
  std::string text = fmt::format("<b>{}</b> = {} {}", letter, name, code(end.what));
  return end.site.empty() ? text : text + " <span class=\"site\">" + escaped(end.site) + "</span>";
}

void add_window(Terms& terms, const Finding& finding) {
  const std::optional<WindowText> window = window_text(finding);
  if (!window) {
    terms.add("Let", code(finding.schedule) + ", then reruns");
    terms.add("Where", escaped(finding.opener_site));
    terms.add("Then", std::string(therefore(finding.checks)));
    return;
  }
  std::vector<std::string> let;
  if (window->a) let.push_back(event_text("A", *window->a));
  if (window->b) let.push_back(event_text("B", *window->b));
  terms.add("Let", let);
  terms.add("Then", escaped(window->then));
}

// "out.csv: 100 rows, e.g. …"
std::string text_of(const Difference& difference) {
  std::string text = fmt::format(
      "<code>{}</code>: {}", escaped(difference.path),
      escaped(counted(difference.count, difference.unit.empty() ? "file" : difference.unit)));
  for (std::size_t i = 0; i < difference.examples.size(); ++i)
    text += (i == 0 ? ", e.g. " : "; ") + code(difference.examples[i]);
  if (difference.what != Difference::Class::duplicated) return text;
  if (difference.dedupable) return text + " (dedupable by the declared key)";
  if (difference.dedup_hint.empty()) return text;
  return text + " (dedupable if declared: " + code("--key " + shell_quoted(difference.dedup_hint)) +
         ")";
}

void add_differences(Terms& terms, std::string_view term,
                     const std::vector<Difference>& differences) {
  std::vector<std::string> rows;
  const std::size_t shown = std::min(differences.size(), differences_shown);
  for (std::size_t i = 0; i < shown; ++i)
    rows.push_back(fmt::format("<b class=\"class\">{}</b> {}", label_of(differences[i].what),
                               text_of(differences[i])));
  if (differences.size() > shown)
    rows.push_back("and " + counted(differences.size() - shown, "more difference"));
  terms.add(term, rows);
}

std::string row_of(const Proof& proof) {
  return fmt::format("{}: <b>{}</b> <details><summary>schedule</summary>{}</details>",
                     escaped(proof.what), escaped(proof.outcome), code(proof.schedule));
}

// Those of which the number says enough unfold.
void add_proofs(Terms& terms, const Finding& finding) {
  const std::vector<Proof>& proofs = finding.diagnosis.proofs;
  std::vector<std::string> rows;
  for (const Proof& proof : told_proofs(proofs)) rows.push_back(row_of(proof));
  std::string rest;
  for (const Proof& proof : proofs)
    if (!proof.one_of.empty()) rest += "<li>" + row_of(proof) + "</li>";
  for (const std::string& line : counted_proofs(proofs)) rows.push_back(escaped(line));
  if (!rest.empty())
    rows.back() += " <details><summary>all of them</summary><ul>" + rest + "</ul></details>";
  terms.add("Proof", rows);
}

void add_verdicts(Terms& terms, const Finding& finding) {
  std::vector<std::string> rows;
  for (const Verdict& verdict : finding.verdicts)
    if (verdict.outcome == Outcome::violated)
      rows.push_back(fmt::format("<b>{}</b>: {}", escaped(verdict.check), escaped(verdict.reason)));
  terms.add("Violated", rows);
  if (!finding.other_checks.empty())
    terms.add("Elsewhere",
              "other trials of this finding violate " + escaped(listed(finding.other_checks)));
}

// How runs ended, with what they said last.
void add_run(Terms& terms, std::string_view term, const RunOutcome& run) {
  std::string text = fmt::format("{} after {:.1f} s", escaped(ending(run.exit)), run.exit.seconds);
  if (run.leftover_processes > 0) text += ", leaving " + counted(run.leftover_processes, "process");
  if (!run.output_tail.empty()) {
    std::string lines;
    std::string_view rest = run.output_tail;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      lines += escaped(rest.substr(0, end)) + "\n";
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    text +=
        "<details><summary>what it said</summary><pre tabindex=\"0\">" + lines + "</pre></details>";
  }
  terms.add(term, text);
}

void add_runs(Terms& terms, const Finding& finding) {
  const Evidence& example = finding.example;
  if (example.first_run && finding.fault != "kill") add_run(terms, "First run", *example.first_run);
  if (example.stopping)
    terms.add("Stopped",
              fmt::format("{}{:.1f} s after the first signal",
                          example.stopping->outlived_grace ? "not by itself: killed " : "",
                          example.stopping->seconds));
  if (!example.resumes.empty()) add_run(terms, "Resume", example.resumes.back());
  if (example.redo) terms.add("Redone", redo_text(*example.redo));
}

void add_standing(Terms& terms, const Finding& finding) {
  std::string seen = std::string(name_of(finding.status));
  if (!finding.status_reason.empty()) seen += ": " + escaped(finding.status_reason);
  terms.add("Seen", seen);
  if (!finding.models.empty()) terms.add("Permitted by", escaped(listed(finding.models)));
  if (!finding.fix.empty())
    terms.add("Fix",
              escaped(finding.fix) + " " + code("crashproof explain " + finding.diagnosis.code));
  if (finding.smallest_input)
    terms.add("Least input", escaped(smallest_input_text(*finding.smallest_input)));
}

}  // namespace

std::string short_name_of(const Finding& finding, std::size_t index) {
  return finding.diagnosis.code.empty() ? fmt::format("no. {}", index + 1)
                                        : printable(finding.diagnosis.code);
}

std::string card_of(const Report& report, std::size_t index) {
  const Finding& finding = report.findings[index];
  Terms terms;
  add_window(terms, finding);
  terms.add("Because", escaped(finding.diagnosis.therefore));
  add_proofs(terms, finding);
  if (finding.fault != "kill") terms.add("Fault", code(finding.fault));
  add_differences(terms, "State differs", finding.example.differences);
  if (!finding.example.broken_promises.empty()) {
    terms.add("Promised", code(finding.example.promise) + " had left before");
    add_differences(terms, "Taken back", finding.example.broken_promises);
  }
  add_verdicts(terms, finding);
  add_runs(terms, finding);
  add_standing(terms, finding);
  terms.add("Again", fmt::format("<code class=\"copy\">{}</code>",
                                 escaped(replay_line(report, finding.schedule))));
  return fmt::format(
      "<article class=\"finding\" id=\"finding-{0}\">\n<h3>{1}</h3>\n"
      "<p class=\"outline\">{2} · {3} · {4}</p>\n{5}</article>\n",
      index + 1, escaped(heading_of(finding, index, report.findings.size())),
      escaped(consequences(finding)), escaped(extent_of(finding)), escaped(standing_of(finding)),
      terms.take());
}

}  // namespace crashproof::reports
