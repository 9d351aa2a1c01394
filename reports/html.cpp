// One page that needs nothing else: the report for a browser, with the map of every crash point.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/printable.h"
#include "reports/html/circumstances.h"
#include "reports/html/coverage.h"
#include "reports/html/finding_card.h"
#include "reports/html/map_view.h"
#include "reports/html/markup.h"
#include "reports/html/packed.h"
#include "reports/html/page_data.h"
#include "reports/html/page_template.h"
#include "reports/html/picture.h"
#include "reports/html/redo_chart.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

constexpr std::size_t most_cards = 200;

// What the parts of a page have in common.
struct Page {
  const Report& report;
  Lanes lanes;
  std::vector<Mark> kills;
};

Page page_of(const Report& report) {
  if (!report.map) return {report, {}, {}};
  return {report, lanes_of(report), marks_of_kills(*report.map, report.interrupted)};
}

std::string hash_source(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return "'sha256-" + base64(bytes) + "'";
}

std::string policy(const Page&) {
  return fmt::format(
      "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; "
      "form-action 'none'",
      hash_source(page_template().script_sha256), hash_source(page_template().style_sha256));
}

std::string title(const Page& page) {
  return escaped(shell_quoted(page.report.subject.command));
}

std::string standing(const Page& page) {
  const ExitCode exit = exit_code(page.report);
  if (exit == ExitCode::no_finding) return "good";
  return exit == ExitCode::findings ? "bad" : "open";
}

std::string verdict(const Page& page) {
  return escaped(closing_sentence(page.report));
}

std::string exit_number(const Page& page) {
  return fmt::to_string(static_cast<int>(exit_code(page.report)));
}

std::string coverage(const Page& page) {
  const Report& report = page.report;
  if (!report.baseline_problem.empty()) return escaped(report.baseline_advice);
  if (report.replay || report.coverage.events == 0) return "";
  return escaped("Coverage: " + coverage_sentence(report) + ".");
}

std::string findings(const Page& page) {
  const Report& report = page.report;
  if (report.findings.empty() && report.accepted.empty() && report.not_asked_for.empty())
    return "<p>None: there is no finding to explain.</p>\n";
  if (report.findings.empty())
    return "<p>None that counts. <a href=\"#how\">How it was tested</a> says what is accepted or "
           "left "
           "out.</p>\n";
  std::string markup;
  const std::size_t shown = std::min(report.findings.size(), most_cards);
  for (std::size_t i = 0; i < shown; ++i) markup += card_of(report, i);
  if (report.findings.size() > shown)
    markup += fmt::format("<p>And {}, which the other formats list.</p>\n",
                          counted(report.findings.size() - shown, "more finding"));
  return markup;
}

std::string picture(const Page& page) {
  if (!page.report.map)
    return "<p>There is no map: it is drawn from the directory of a run that was judged, not from "
           "its run.json alone.</p>\n";
  return picture_of(page.report, page.lanes, page.kills);
}

std::string tables(const Page& page) {
  return page.report.map ? map_tables(page.report, page.lanes, page.kills) : "";
}

std::string roles(const Page& page) {
  if (!page.report.map || page.report.map->roles_observed) return "";
  return "<p class=\"faint\">No resume was looked at for what it reads, so files that are replaced "
         "again and again are drawn as checkpoints.</p>\n";
}

std::string legend(const Page&) {
  std::string markup;
  for (const GlyphText& glyph : glyph_texts)
    markup += fmt::format("<li><span class=\"key glyph-{}\"></span>{}</li>", glyph.id, glyph.label);
  markup += "</ul><ul class=\"legend\" aria-label=\"Outcomes\">";
  for (std::size_t i = mark_count; i-- > 0;)
    markup += fmt::format("<li><span class=\"key mark-{}\"></span>{}</li>", mark_texts.at(i).id,
                          mark_texts.at(i).label);
  return markup;
}

std::string redo(const Page& page) {
  if (!page.report.redo)
    return "<p>Not measured. <code>--redo</code> measures it, <code>--redo-bound N</code> holds it "
           "against a bound.</p>\n";
  return "<p>After a crash: " + escaped(redo_sentence(*page.report.redo)) + ".</p>\n" +
         redo_chart(page.report);
}

std::string where_tried(const Page& page) {
  if (!page.report.map) return "<p>Not known without a map.</p>\n";
  return coverage_tables(page.report, page.kills);
}

std::string tested(const Page& page) {
  return how_it_was_tested(page.report);
}

std::string unseen(const Page& page) {
  return what_was_not_seen(page.report);
}

std::string run_directory(const Page& page) {
  return escaped(page.report.run_directory);
}

std::string data(const Page& page) {
  return page.report.map ? page_data(page.report, page.lanes, page.kills) : "null";
}

std::string style(const Page&) {
  return std::string(page_template().style);
}

std::string script(const Page&) {
  return std::string(page_template().script);
}

struct Part {
  std::string_view name;  // as in page.html, in double braces
  std::string (*write)(const Page& page);
};
constexpr std::array parts{
    Part{"policy", policy},
    Part{"title", title},
    Part{"standing", standing},
    Part{"verdict", verdict},
    Part{"exit", exit_number},
    Part{"coverage", coverage},
    Part{"findings", findings},
    Part{"picture", picture},
    Part{"tables", tables},
    Part{"roles", roles},
    Part{"legend", legend},
    Part{"redo", redo},
    Part{"where_tried", where_tried},
    Part{"tested", tested},
    Part{"unseen", unseen},
    Part{"run_directory", run_directory},
    Part{"data", data},
    Part{"style", style},
    Part{"script", script},
};

// One pass, so that what is filled in is never looked at for names of parts.
std::string write(const Report& report) {
  const Page page = page_of(report);
  std::string text;
  std::string_view rest = page_template().markup;
  while (true) {
    const std::size_t begin = rest.find("{{");
    text += rest.substr(0, begin);
    if (begin == std::string_view::npos) return text;
    const std::size_t end = rest.find("}}", begin);
    const std::string_view name = rest.substr(begin + 2, end - begin - 2);
    text += std::ranges::find(parts, name, &Part::name)->write(page);
    rest.remove_prefix(end + 2);
  }
}

}  // namespace

const ReportWriter html{"html", "one page for a browser, with the map of all crash points", write,
                        true};

}  // namespace crashproof::reports
