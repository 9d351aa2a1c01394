// What is printable is valid in XML but for the markup and two code points that are no characters.
#include "reports/xml.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/model/printable.h"

namespace crashproof::reports {
namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

constexpr std::array<Replacement, 6> replacements{{
    {"&", "&amp;"},
    {"<", "&lt;"},
    {">", "&gt;"},
    {"\"", "&quot;"},
    {"\xef\xbf\xbe", "\\u{fffe}"},
    {"\xef\xbf\xbf", "\\u{ffff}"},
}};

std::string escaped(const std::string& line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t taken = 1;
    std::string_view put = std::string_view(line).substr(at, 1);
    for (const auto& [from, to] : replacements) {
      if (line.compare(at, from.size(), from) != 0) continue;
      taken = from.size();
      put = to;
    }
    text += put;
    at += taken;
  }
  return text;
}

}  // namespace

std::string xml_text(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at <= bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    text += (at == 0 ? "" : "\n") + escaped(printable(bytes.substr(at, end - at)));
    at = end + 1;
  }
  return text;
}

}  // namespace crashproof::reports
