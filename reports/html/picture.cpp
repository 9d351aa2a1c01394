// Paths, one for each sort of shape in a row, so that the size depends on the picture alone.
#include "reports/html/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "harness/model/printable.h"
#include "reports/html/markup.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

constexpr double left = 190;
constexpr double width = 770;
constexpr double lane_height = 20;
constexpr double strip_height = 22;
constexpr double bracket_height = 16;
constexpr double title_height = 22;
constexpr std::size_t glyph_columns = 128;  // six units each
constexpr std::size_t strip_columns = 770;
constexpr std::size_t label_letters = 27;

// Where several are in one place, the first here is drawn.
constexpr std::array glyph_order{
    CrashMap::Glyph::checkpoint, CrashMap::Glyph::marker, CrashMap::Glyph::message,
    CrashMap::Glyph::durable,    CrashMap::Glyph::data,   CrashMap::Glyph::name,
    CrashMap::Glyph::process,    CrashMap::Glyph::read,
};

struct Shape {
  std::string_view path;  // about a centre that a moveto gives
  std::string_view fill;
};
// By CrashMap::Glyph. Shapes differ, colours only help.
constexpr std::array<Shape, 8> shapes{{
    {"m0-6l6 6l-6 6l-6-6z", "#7a2e8e"},                 // diamond
    {"m-4-4h8v8h-8z", "#0b6e99"},                       // square
    {"m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", "#64748b"},  // dot
    {"m-5-5h10l-5 10z", "#1b7f4d"},                     // triangle, point down
    {"m-5-5l10 5l-10 5z", "#b45309"},                   // triangle, point right
    {"m-1-7h2v14h-2zm2 0h6l-2 3l2 3h-6z", "#111827"},   // flag
    {"m-1-6h2v12h-2z", "#475569"},                      // bar
    {"m-1.5-1.5h3v3h-3z", "#94a3b8"},                   // speck
}};

struct Band {
  double height;  // of strip_height
  std::string_view fill;
};
// By Mark: the worse, the higher.
constexpr std::array<Band, mark_count> bands{{
    {0.2, "#9cc3dd"},
    {0.35, "#3b82b0"},
    {0.1, "#94a3b8"},
    {0.1, "#64748b"},
    {0.65, "#d9a400"},
    {0.8, "#e07b39"},
    {1.0, "#b91c1c"},
}};

// The end of a path tells most. A letter of several bytes is not cut in two.
std::string shortened(const std::string& label) {
  std::string text = printable(label);
  if (text.size() <= label_letters) return escaped(text);
  std::size_t begin = text.size() - label_letters + 1;
  while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) ++begin;
  return "…" + escaped(text.substr(begin));
}

class Picture {
 public:
  Picture(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills)
      : report_(report),
        map_(*report.map),
        lanes_(lanes),
        kills_(kills),
        events_(std::max<double>(1, static_cast<double>(map_.events.size()))) {}

  std::string take() {
    y_ = 6;
    draw_lanes();
    for (std::uint32_t fault = 0; fault < map_.faults.size(); ++fault) draw_strip(fault);
    draw_axis();
    const std::string what = fmt::format(
        "Crash map: {} events in {} lanes, outcomes of {} below. The tables say the same.",
        event_numbers(map_.events).back(), lanes_.rows.size(),
        counted(map_.faults.size(), "fault"));
    return fmt::format(
        "<svg class=\"picture\" role=\"img\" aria-label=\"{0}\" viewBox=\"0 0 {1} {2:.0f}\" "
        "width=\"{1}\" height=\"{2:.0f}\" font-family=\"sans-serif\" font-size=\"11\">"
        "<rect class=\"paper\" width=\"{1}\" height=\"{2:.0f}\" fill=\"#ffffff\"/>\n{3}</svg>\n",
        escaped(what), left + width + 10, y_, body_);
  }

 private:
  double x_of(double place) const { return left + 6 + (width - 12) * place / events_; }

  void label(double y, std::string_view text, std::string_view fill = "#334155") {
    body_ += fmt::format(
        "<text class=\"label\" x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\" "
        "fill=\"{}\">{}</text>\n",
        left - 8, y, fill, text);
  }

  void title(std::string_view text) {
    y_ += title_height;
    body_ += fmt::format(
        "<text class=\"title\" x=\"6\" y=\"{:.0f}\" font-weight=\"bold\" "
        "fill=\"#0f172a\">{}</text>\n",
        y_ - 7, text);
  }

  // The glyphs of each lane by column; shapes.size() for none.
  std::vector<std::size_t> glyphs_of_lanes() const {
    std::vector<std::size_t> best(lanes_.rows.size() * glyph_columns, glyph_order.size());
    const auto put = [&](std::uint32_t lane, std::size_t column, std::size_t order) {
      if (lane >= lanes_.rows.size()) return;
      std::size_t& shown = best[lane * glyph_columns + column];
      shown = std::min(shown, order);
    };
    for (std::size_t i = 0; i < map_.events.size(); ++i) {
      const CrashMap::EventRow& event = map_.events[i];
      const auto column = static_cast<std::size_t>((static_cast<double>(i) + 0.5) / events_ *
                                                   static_cast<double>(glyph_columns));
      const auto order = static_cast<std::size_t>(std::ranges::find(glyph_order, event.glyph) -
                                                  glyph_order.begin());
      const bool of_process = event.glyph == CrashMap::Glyph::process ||
                              event.glyph == CrashMap::Glyph::message ||
                              event.glyph == CrashMap::Glyph::marker;
      put(lanes_.of_process[event.process], column, of_process ? order : glyph_order.size() - 1);
      if (!of_process) put(lanes_.of_file[map_.paths[event.path].file], column, order);
    }
    return best;
  }

  void draw_lanes() {
    const std::vector<std::size_t> best = glyphs_of_lanes();
    bool files_begun = false;
    for (std::size_t lane = 0; lane < lanes_.rows.size(); ++lane) {
      const bool process = lane < process_lanes();
      if (lane == 0 && process) title("Processes");
      if (!process && !std::exchange(files_begun, true)) title("Files and databases");
      draw_lane(lane, best);
    }
  }

  std::size_t process_lanes() const {
    return lanes_.of_process.empty() ? 0 : lanes_.of_process.back() + 1;
  }

  void draw_lane(std::size_t lane, const std::vector<std::size_t>& best) {
    const double middle = y_ + lane_height / 2;
    label(middle + 4, shortened(lanes_.rows[lane].label));
    body_ += fmt::format("<path class=\"rail\" d=\"M{:.0f} {:.1f}h{:.0f}\" stroke=\"#cbd5e1\"/>\n",
                         left, middle, width);
    for (std::size_t order = glyph_order.size(); order-- > 0;) {
      std::string path;
      const auto glyph = static_cast<std::size_t>(glyph_order.at(order));
      for (std::size_t column = 0; column < glyph_columns; ++column) {
        if (best[lane * glyph_columns + column] != order) continue;
        const double x =
            left + 6 +
            (width - 12) * (static_cast<double>(column) + 0.5) / static_cast<double>(glyph_columns);
        path += fmt::format("M{:.1f} {:.1f}{}", x, middle, shapes.at(glyph).path);
      }
      if (!path.empty())
        body_ += fmt::format("<path class=\"glyph {}\" d=\"{}\" fill=\"{}\"/>\n",
                             glyph_texts.at(glyph).id, path, shapes.at(glyph).fill);
    }
    y_ += lane_height;
  }

  // A gap has most of the room of an event, a cut a little of it.
  void cover(std::vector<int>& worst, const CrashPoint& point, Mark mark) const {
    const double half = point.cut_bytes ? 0.06 : 0.4;
    const double place = place_of(point, map_);
    const auto column = [&](double at) {
      const double x = (x_of(at) - left) / width * static_cast<double>(strip_columns);
      return static_cast<std::size_t>(std::clamp(x, 0.0, static_cast<double>(strip_columns - 1)));
    };
    const std::size_t last = std::max(column(place + half), column(place - half) + 1);
    for (std::size_t i = column(place - half); i <= std::min(last, strip_columns - 1); ++i)
      worst[i] = std::max(worst[i], static_cast<int>(mark));
  }

  std::vector<int> worst_of(std::uint32_t fault) const {
    std::vector<int> worst(strip_columns, -1);
    if (fault == 0)
      for (std::size_t i = 0; i < map_.points.size(); ++i)
        cover(worst, map_.points[i].point, kills_[i]);
    else
      for (const CrashMap::TrialRow& trial : map_.trials)
        if (trial.fault == fault && trial.place) cover(worst, *trial.place, mark_of(trial.outcome));
    return worst;
  }

  void draw_strip(std::uint32_t fault) {
    const std::vector<int> worst = worst_of(fault);
    if (fault == 0) title("Outcomes: what a rerun makes of a crash there");
    draw_brackets(fault);
    label(y_ + strip_height - 4, shortened(map_.faults[fault]));
    std::array<std::string, mark_count> paths;
    for (std::size_t at = 0; at < strip_columns;) {
      std::size_t end = at;
      while (end < strip_columns && worst[end] == worst[at]) ++end;
      if (worst[at] >= 0) {
        const auto mark = static_cast<std::size_t>(worst[at]);
        const double height = strip_height * bands.at(mark).height;
        paths.at(mark) +=
            fmt::format("M{:.1f} {:.1f}h{:.1f}v{:.1f}h-{:.1f}z", left + static_cast<double>(at),
                        y_ + strip_height - height, static_cast<double>(end - at), height,
                        static_cast<double>(end - at));
      }
      at = end;
    }
    for (std::size_t mark = 0; mark < mark_count; ++mark)
      if (!paths.at(mark).empty())
        body_ += fmt::format("<path class=\"band {}\" d=\"{}\" fill=\"{}\"/>\n",
                             mark_texts.at(mark).id, paths.at(mark), bands.at(mark).fill);
    y_ += strip_height;
    body_ += fmt::format("<path class=\"rail\" d=\"M{:.0f} {:.1f}h{:.0f}\" stroke=\"#94a3b8\"/>\n",
                         left, y_, width);
    y_ += 4;
  }

  struct Bracket {
    double from, to;
    std::set<std::string> names;
    std::size_t windows;
  };

  // Windows that would touch are drawn as one, with their number.
  std::vector<Bracket> brackets_of(std::uint32_t fault) const {
    std::vector<CrashMap::WindowRow> windows;
    std::ranges::copy_if(map_.windows, std::back_inserter(windows),
                         [fault](const auto& window) { return window.fault == fault; });
    std::ranges::sort(windows, {}, &CrashMap::WindowRow::first);
    std::vector<Bracket> brackets;
    for (const CrashMap::WindowRow& window : windows) {
      const double from = x_of(place_of(window.first, map_) - 0.4);
      const double to = std::max(from + 2, x_of(place_of(window.last, map_) + 0.4));
      if (brackets.empty() || from > brackets.back().to + 2) {
        brackets.push_back({from, to, {code_of(window.finding)}, 1});
        continue;
      }
      brackets.back().to = std::max(brackets.back().to, to);
      brackets.back().names.insert(code_of(window.finding));
      ++brackets.back().windows;
    }
    return brackets;
  }

  static std::string words_of(const Bracket& bracket) {
    constexpr std::size_t most_names = 4;
    std::string words;
    std::size_t count = 0;
    for (const std::string& name : bracket.names) {
      if (count++ == most_names) break;
      words += (words.empty() ? "" : " ") + name;
    }
    if (bracket.names.size() > most_names) words += " …";
    return bracket.windows > 1 ? words + fmt::format(" ×{}", bracket.windows) : words;
  }

  void draw_brackets(std::uint32_t fault) {
    constexpr double letter = 6.5;
    double free = 0;
    const std::vector<Bracket> brackets = brackets_of(fault);
    if (brackets.empty()) return;
    for (const Bracket& bracket : brackets) {
      body_ += fmt::format(
          "<path class=\"bracket\" d=\"M{:.1f} {:.1f}v-4H{:.1f}v4\" fill=\"none\" "
          "stroke=\"#b91c1c\"/>\n",
          bracket.from, y_ + bracket_height, bracket.to);
      const std::string words = words_of(bracket);
      const double length = letter * static_cast<double>(words.size());
      const double at = std::min(bracket.from, left + width - length);
      if (at < free) continue;
      body_ += fmt::format(
          "<text class=\"code\" x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"10\" "
          "fill=\"#991b1b\">{}</text>\n",
          at, y_ + 9, words);
      free = at + length + letter;
    }
    y_ += bracket_height;
  }

  std::string code_of(std::uint32_t finding) const {
    const std::string& code = report_.findings.at(finding).diagnosis.code;
    return code.empty() ? fmt::format("no. {}", finding + 1) : escaped(code);
  }

  void draw_axis() {
    const double step = std::max(1.0, std::pow(10, std::floor(std::log10(events_))) / 2);
    y_ += 14;
    const std::vector<std::uint64_t> numbers = event_numbers(map_.events);
    for (double event = 0; event <= events_; event += step)
      body_ += fmt::format(
          "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\" "
          "font-size=\"10\" fill=\"#475569\">{}</text>\n",
          x_of(event), y_,
          numbers.at(std::min(static_cast<std::size_t>(event), numbers.size() - 1)));
    label(y_, "events that have happened");
    y_ += 10;
  }

  const Report& report_;
  const CrashMap& map_;
  const Lanes& lanes_;
  const std::vector<Mark>& kills_;
  double events_;
  double y_ = 0;
  std::string body_;
};

}  // namespace

std::string picture_of(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills) {
  return Picture(report, lanes, kills).take();
}

}  // namespace crashproof::reports
