// Escaping, and tables that scroll by themselves where they are wider than the page.
#include "reports/html/markup.h"

#include <fmt/format.h>

#include "harness/model/printable.h"

namespace crashproof::reports {

std::string escaped(std::string_view text) {
  std::string markup;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        markup += "&amp;";
        break;
      case '<':
        markup += "&lt;";
        break;
      case '>':
        markup += "&gt;";
        break;
      case '"':
        markup += "&quot;";
        break;
      case '\'':
        markup += "&#39;";
        break;
      default:
        markup += c;
    }
  }
  return markup;
}

std::string markup_of(const Table& table) {
  if (table.rows.empty()) return "";
  const auto class_of = [&table](std::size_t column) {
    return column >= table.first_number ? " class=\"number\"" : "";
  };
  std::string markup = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table>"
      "<caption>{0}</caption><thead><tr>",
      escaped(table.caption));
  for (std::size_t i = 0; i < table.header.size(); ++i)
    markup += fmt::format("<th scope=\"col\"{}>{}</th>", class_of(i), table.header[i]);
  markup += "</tr></thead><tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    markup += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      markup += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", row[i])
                       : fmt::format("<td{}>{}</td>", class_of(i), row[i]);
    markup += "</tr>\n";
  }
  return markup + "</tbody></table></div>\n";
}

}  // namespace crashproof::reports
