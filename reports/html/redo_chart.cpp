// Of several trials in one place the one with most is drawn, so that the bound is never flattered.
#include "reports/html/redo_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reports/html/map_view.h"
#include "reports/html/markup.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

constexpr double left = 60;
constexpr double width = 880;
constexpr double height = 150;
constexpr double top = 14;
constexpr std::size_t most_bars = 30;

struct Measured {
  double place = 0;  // from 0 to 1
  std::uint64_t amount = 0;
};

std::vector<Measured> measured(const Report& report) {
  const CrashMap& map = *report.map;
  const auto events = std::max<double>(1, static_cast<double>(map.events.size()));
  std::vector<Measured> list;
  for (const CrashMap::TrialRow& trial : map.trials) {
    if (!trial.redo || !trial.place) continue;
    list.push_back({std::min(1.0, place_of(*trial.place, map) / events),
                    report.redo->in_items ? trial.redo->items : trial.redo->events});
  }
  return list;
}

class Chart {
 public:
  Chart(const Report& report, const std::vector<Measured>& list)
      : redo_(*report.redo), list_(list) {
    for (const Measured& each : list) most_ = std::max(most_, each.amount);
    top_ = std::max<double>(
               {1, static_cast<double>(most_), static_cast<double>(redo_.bound.value_or(0))}) *
           1.1;
  }

  std::string scatter() const {
    std::vector<std::int64_t> worst(static_cast<std::size_t>(width) / 4 + 1, -1);
    for (const Measured& each : list_) {
      auto& shown = worst[static_cast<std::size_t>(each.place * width / 4)];
      shown = std::max(shown, static_cast<std::int64_t>(each.amount));
    }
    std::string within;
    std::string over;
    for (std::size_t column = 0; column < worst.size(); ++column) {
      if (worst[column] < 0) continue;
      const double x = left + static_cast<double>(column) * 4;
      const double y = y_of(static_cast<double>(worst[column]));
      const bool bad = redo_.bound && static_cast<std::uint64_t>(worst[column]) > *redo_.bound;
      (bad ? over : within) += bad ? fmt::format("M{:.1f} {:.1f}l6 6m0-6l-6 6", x - 3, y - 3)
                                   : fmt::format("M{:.1f} {:.1f}h4v4h-4z", x - 2, y - 2);
    }
    std::string body = axes(fmt::format("{} done again", unit()), "position of the crash");
    body += fmt::format("<path class=\"redo\" d=\"{}\" fill=\"#0b6e99\"/>", within);
    body += fmt::format(
        "<path class=\"redo-over\" d=\"{}\" fill=\"none\" stroke=\"#b91c1c\" "
        "stroke-width=\"2\"/>",
        over);
    if (redo_.bound) body += bound_line();
    for (int quarter = 0; quarter <= 4; ++quarter)
      body += text(left + width * quarter / 4, top + height + 14, "middle",
                   fmt::format("{} %", quarter * 25));
    return svg(body, "Redo against crash position",
               fmt::format("Redo against crash position: {}", redo_sentence(redo_)));
  }

  std::string histogram() const {
    const std::vector<std::uint64_t> bars = bar_counts();
    const auto tallest = std::max<double>(1, static_cast<double>(*std::ranges::max_element(bars)));
    const double step = std::min(60.0, width / static_cast<double>(bars.size()));
    std::string body = axes("trials", fmt::format("{} done again", unit()));
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const double bar = height * static_cast<double>(bars[i]) / tallest;
      const double x = left + step * static_cast<double>(i);
      if (bars[i] > 0)
        body += fmt::format(
            "<path class=\"redo\" d=\"M{:.1f} {:.1f}h{:.1f}v{:.1f}h-{:.1f}z\" "
            "fill=\"#0b6e99\"/>",
            x + 1, top + height - bar, step - 2, bar, step - 2);
      if (bars[i] > 0)
        body += text(x + step / 2, top + height - bar - 3, "middle", fmt::to_string(bars[i]));
      body += text(x + step / 2, top + height + 14, "middle", bar_name(i));
    }
    return svg(body, "Histogram of redo",
               "Histogram of work done again; the table below has its numbers");
  }

  std::string table() const {
    const std::vector<std::uint64_t> bars = bar_counts();
    Table table{"Trials by how much was done again",
                {fmt::format("{} done again", unit()), "trials"},
                {},
                1};
    for (std::size_t i = 0; i < bars.size(); ++i)
      if (bars[i] > 0) table.rows.push_back({bar_name(i), fmt::to_string(bars[i])});
    return markup_of(table);
  }

 private:
  std::string_view unit() const { return redo_.in_items ? "items" : "events"; }
  double y_of(double amount) const { return top + height * (1 - amount / top_); }
  std::uint64_t bar_width() const { return most_ / most_bars + 1; }

  std::vector<std::uint64_t> bar_counts() const {
    std::vector<std::uint64_t> bars(most_ / bar_width() + 1);
    for (const Measured& each : list_) ++bars[each.amount / bar_width()];
    return bars;
  }

  std::string bar_name(std::size_t bar) const {
    const std::uint64_t first = bar * bar_width();
    return bar_width() == 1 ? fmt::to_string(first)
                            : fmt::format("{}–{}", first, first + bar_width() - 1);
  }

  static std::string text(double x, double y, std::string_view anchor, std::string_view words) {
    return fmt::format(
        "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" "
        "font-size=\"10\" fill=\"#475569\">{}</text>",
        x, y, anchor, words);
  }

  std::string axes(std::string_view upwards, std::string_view along) const {
    std::string body = fmt::format(
        "<path class=\"rail\" d=\"M{:.0f} {:.0f}v{:.0f}h{:.0f}\" fill=\"none\" "
        "stroke=\"#94a3b8\"/>",
        left, top, height, width);
    body += text(left + width / 2, top + height + 30, "middle", along);
    body += text(4, top - 3, "start", upwards);
    return body;
  }

  std::string bound_line() const {
    const double y = y_of(static_cast<double>(*redo_.bound));
    return fmt::format(
               "<path class=\"bound\" d=\"M{:.0f} {:.1f}h{:.0f}\" stroke=\"#b91c1c\" "
               "stroke-dasharray=\"6 3\"/>",
               left, y, width) +
           text(left + width, y - 4, "end", fmt::format("bound: {}", *redo_.bound));
  }

  std::string svg(const std::string& body, std::string_view name, const std::string& says) const {
    return fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">"
        "<svg class=\"picture\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" "
        "width=\"{:.0f}\" height=\"{:.0f}\" font-family=\"sans-serif\">{}</svg></div>\n",
        name, escaped(says), left + width + 20, top + height + 38, left + width + 20,
        top + height + 38, body);
  }

  const RedoSummary& redo_;
  const std::vector<Measured>& list_;
  std::uint64_t most_ = 0;
  double top_ = 1;
};

}  // namespace

std::string redo_chart(const Report& report) {
  if (!report.redo || !report.map) return "";
  const std::vector<Measured> list = measured(report);
  if (list.empty()) return "";
  const Chart chart(report, list);
  return chart.scatter() + chart.histogram() + chart.table();
}

}  // namespace crashproof::reports
