// The lines of a report for people: labels in one column, texts in the next, colours where wanted.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/printable.h"

namespace crashproof::reports {

// Empty strings for plain text.
struct Palette {
  std::string_view heading, bad, good, faint, end;
};
inline constexpr Palette plain{"", "", "", "", ""};
inline constexpr Palette colours{"\x1b[1m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[2m", "\x1b[0m"};

inline constexpr std::size_t label_width = 12;
inline constexpr std::size_t rows_shown = 10;  // of a list of notes or paths

// Appends lines to a text; every argument is already printable but for those of rows().
class TextPage {
 public:
  explicit TextPage(const Palette& palette) : palette_(palette) {}

  void line(std::string_view text = "") { text_.append(text).append("\n"); }
  void labelled(std::string_view label, std::string_view text) {
    line(fmt::format("  {}{:<{}}{} {}", palette_.heading, label, label_width, palette_.end, text));
  }
  void continued(std::string_view text) { line(fmt::format("  {:<{}} {}", "", label_width, text)); }
  void quoted(std::string_view text) {
    continued(fmt::format("{}| {}{}", palette_.faint, text, palette_.end));
  }
  // One a line, the first of them labelled; what is too many is counted.
  void rows(std::string_view label, const std::vector<std::string>& rows) {
    const std::size_t shown = std::min(rows.size(), rows_shown);
    for (std::size_t i = 0; i < shown; ++i) labelled(i == 0 ? label : "", printable(rows[i]));
    if (rows.size() > shown) continued(fmt::format("and {} more", rows.size() - shown));
  }
  void marked(std::string_view colour, std::string_view text) {
    line(fmt::format("{}{}{}", colour, text, palette_.end));
  }
  const Palette& palette() const { return palette_; }
  std::string take() { return std::move(text_); }

 private:
  const Palette& palette_;
  std::string text_;
};

}  // namespace crashproof::reports
