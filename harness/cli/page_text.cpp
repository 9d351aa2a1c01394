// Goes through the Markdown line by line: paragraphs and list items are wrapped anew, programs
// kept.
#include "harness/cli/page_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>

namespace crashproof::cli {
namespace {

constexpr std::size_t columns = 80;
constexpr std::string_view fence = "```";
constexpr std::string_view item = "- ";
constexpr std::string_view program_margin = "    ";

// What is written after "--" to run an example, by the language of its fence.
constexpr std::array commands = {
    std::pair{std::string_view("python"), std::string_view("python3 job.py")},
    std::pair{std::string_view("cpp"), std::string_view("./job")},
    std::pair{std::string_view("sh"), std::string_view("sh job.sh")},
};

// In characters as they are seen: bytes that go on with one of UTF-8 do not count.
std::size_t width_of(std::string_view word) {
  return static_cast<std::size_t>(
      std::count_if(word.begin(), word.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string wrapped(const std::string& text, std::string_view first, std::string_view others) {
  std::istringstream words(text);
  std::string lines;
  std::string line(first);
  std::size_t width = first.size();
  bool empty = true;
  for (std::string word; words >> word;) {
    if (!empty && width + 1 + width_of(word) > columns) {
      lines += line + "\n";
      line = others;
      width = others.size();
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    width += width_of(word) + (empty ? 0 : 1);
    empty = false;
  }
  return lines + line + "\n";
}

class PageText {
 public:
  explicit PageText(const FailureModePage& page) {
    out_ = fmt::format("{} {}\n", page.code, page.name);
    std::istringstream lines(page.text);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) take(line);
    end_paragraph();
  }

  std::string text() && { return std::move(out_); }

 private:
  void take(const std::string& line) {
    if (line.starts_with(fence)) {
      end_paragraph();
      if (!in_program_) begin_program(line.substr(fence.size()));
      in_program_ = !in_program_;
    } else if (in_program_) {
      out_ += line.empty() ? "\n" : fmt::format("{}{}\n", program_margin, line);
    } else {
      take_prose(line);
    }
  }

  void take_prose(const std::string& line) {
    if (line.starts_with("<!-- ")) return keep_comment(line);
    if (line.empty() || line.starts_with(item) || line.starts_with("## ")) end_paragraph();
    if (line.starts_with("## ")) {
      out_ += fmt::format("\n{}\n", line.substr(3));
    } else if (line.empty()) {
      gap_ = true;
    } else {
      if (paragraph_.empty() && gap_ && !out_.ends_with("\n\n")) out_ += "\n";
      gap_ = false;
      paragraph_ += line + "\n";
    }
  }

  // Of two kinds, and the inputs are told in the page's text.
  void keep_comment(const std::string& line) {
    constexpr std::string_view start = "<!-- audit: ";
    if (line.starts_with(start))
      audit_ = line.substr(start.size(), line.rfind(" -->") - start.size());
  }

  void begin_program(std::string_view language) {
    out_ += "\n";
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const auto& row) { return row.first == language; });
    if (command == commands.end()) return;
    out_ += fmt::format("  {}: crashproof audit {}{}-- {}\n\n", language, audit_,
                        audit_.empty() ? "" : " ", command->second);
    audit_.clear();
  }

  void end_paragraph() {
    if (paragraph_.empty()) return;
    if (paragraph_.starts_with(item)) {
      out_ += wrapped(paragraph_.substr(item.size()), "  - ", "    ");
    } else {
      out_ += wrapped(paragraph_, "  ", "  ");
    }
    paragraph_.clear();
  }

  std::string out_;
  std::string paragraph_;
  std::string audit_;
  bool in_program_ = false;
  bool gap_ = false;
};

}  // namespace

std::string page_as_text(const FailureModePage& page) {
  return PageText(page).text();
}

}  // namespace crashproof::cli
