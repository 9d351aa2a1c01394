// Lines are cut before they are coloured, so that no escape sequence is cut in two.
#include "harness/cli/status_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

struct Sign {
  Outcome outcome;
  char sign;
  std::string_view colour;
};
// The worst last.
constexpr std::array signs = {Sign{Outcome::holds, '.', "\x1b[32m"},
                              Sign{Outcome::inconclusive, '?', "\x1b[33m"},
                              Sign{Outcome::violated, '!', "\x1b[31m"}};
constexpr std::string_view end_of_colour = "\x1b[0m";
constexpr std::string_view legend = "  . passes  ! fails  ? no verdict";
constexpr std::size_t label_width = 9;
constexpr std::size_t narrowest_map = 10;

std::size_t badness(char sign) {
  const auto* const found = std::ranges::find(signs, sign, &Sign::sign);
  return found == signs.end() ? 0 : static_cast<std::size_t>(found - signs.begin()) + 1;
}

std::string coloured(const std::string& map) {
  std::string text;
  char last = ' ';
  for (const char c : map) {
    const auto* const sign = std::ranges::find(signs, c, &Sign::sign);
    if (c != last) text += sign == signs.end() ? end_of_colour : sign->colour;
    text += c;
    last = c;
  }
  return text + std::string(end_of_colour);
}

std::string map_line(const RunMap& map, std::size_t columns, bool colour) {
  const std::size_t frame = label_width + 2;
  if (columns <= frame + narrowest_map) return "";
  const bool explains = columns > frame + legend.size() + 2 * narrowest_map;
  const std::string drawn = map.drawn(columns - 1 - frame - (explains ? legend.size() : 0));
  return fmt::format("{:<{}}[{}]{}", "  run", label_width, colour ? coloured(drawn) : drawn,
                     explains ? legend : "");
}

std::string list_line(std::string_view label, const std::vector<std::string>& parts) {
  std::string text = fmt::format("{:<{}}", label, label_width);
  for (const std::string& part : parts)
    text += (&part == &parts.front() ? "" : ", ") + printable(part);
  return text;
}

std::string news_line(const Status& status) {
  if (!status.causes.empty()) return list_line("  causes ", status.causes);
  std::vector<std::string> checks;
  for (const auto& [check, count] : status.failed_checks)
    checks.push_back(fmt::format("{} {}", check, count));
  return checks.empty() ? "" : list_line("  fails", checks);
}

}  // namespace

void RunMap::add(const TrialMark& mark) {
  const std::uint64_t gaps = mark.events + 1;
  const std::size_t first = std::min(mark.after, mark.events) * parts / gaps;
  const std::size_t last =
      std::max<std::size_t>(first, (std::min(mark.after, mark.events) + 1) * parts / gaps - 1);
  const char sign = std::ranges::find(signs, mark.outcome, &Sign::outcome)->sign;
  for (std::size_t i = first; i <= std::min(last, parts - 1); ++i) {
    if (badness(sign) > badness(worst_.at(i))) worst_.at(i) = sign;
  }
  empty_ = false;
}

std::string RunMap::drawn(std::size_t width) const {
  width = std::min(width, parts);
  std::string text(width, ' ');
  for (std::size_t column = 0; column < width; ++column) {
    for (std::size_t i = column * parts / width; i < (column + 1) * parts / width; ++i) {
      if (badness(worst_.at(i)) > badness(text[column])) text[column] = worst_.at(i);
    }
  }
  return text;
}

std::vector<std::string> status_lines(const Status& status, std::size_t columns, std::size_t rows,
                                      bool colour) {
  const std::size_t widest = columns > 0 ? columns - 1 : 0;
  std::vector<std::string> lines = {status.stage.substr(0, widest)};
  if (!status.map.empty()) {
    const std::string map = map_line(status.map, columns, colour);
    const std::string news = news_line(status);
    if (!map.empty()) lines.push_back(map);
    if (!news.empty()) lines.push_back(news.substr(0, widest));
  }
  if (rows > 0 && lines.size() > rows) lines.resize(rows);
  return lines;
}

}  // namespace crashproof::cli
