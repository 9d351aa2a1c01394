// A line ends with its newline; the last one may have none.
#include "scenarios/state/line_places.h"

#include <algorithm>

#include "scenarios/state/text.h"

namespace crashproof {

std::vector<RecordPlace> line_places(std::string_view text, bool skip_blank) {
  std::vector<RecordPlace> places;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = text.find('\n', at);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    ++number;
    const bool is_blank = trimmed(text.substr(at, end - at)).empty();
    if (!is_blank || !skip_blank) places.push_back({number, at, end, false});
    at = end;
  }
  return places;
}

}  // namespace crashproof
