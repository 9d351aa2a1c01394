// As much of a terminal as the status of an audit needs, to see what stands there in the end.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace crashproof::cli {

class Screen {
 public:
  void feed(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
        const std::size_t end = text.find_first_not_of("0123456789;?", i + 2);
        if (end == std::string::npos) return;
        act(text[end], text.substr(i + 2, end - i - 2));
        i = end;
      } else {
        put(text[i]);
      }
    }
  }

  std::string content() const {
    std::string all;
    for (const std::string& line : lines_) all += line + "\n";
    return all;
  }

 private:
  void act(char command, const std::string& argument) {
    if (command == 'A') row_ -= std::min<std::size_t>(row_, std::stoul(argument));
    if (command != 'J') return;
    lines_.resize(row_ + 1);
    lines_[row_].resize(std::min(column_, lines_[row_].size()));
  }

  void put(char c) {
    if (c == '\r') {
      column_ = 0;
    } else if (c == '\n') {
      if (++row_ == lines_.size()) lines_.emplace_back();
    } else {
      std::string& line = lines_[row_];
      if (line.size() <= column_) line.resize(column_ + 1, ' ');
      line[column_++] = c;
    }
  }

  std::vector<std::string> lines_{1};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
};

}  // namespace crashproof::cli
