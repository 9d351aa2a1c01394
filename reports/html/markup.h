// Text on its way into a page. Whatever comes from a subject passes through here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crashproof::reports {

// printable(), with the five characters escaped that mean something to HTML, in text and in quoted
// attributes alike.
std::string escaped(std::string_view text);

// A table with one header row; every cell is markup already. Columns from `first_number` on hold
// numbers. "" for no rows.
struct Table {
  std::string caption;  // plain text
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t first_number = 1;
};
std::string markup_of(const Table& table);

}  // namespace crashproof::reports
