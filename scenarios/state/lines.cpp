// Valid UTF-8 without NULs. A last line that has lost its newline is another record: what is
// appended next would be glued to it.
#include "scenarios/state/lines.h"

#include <fmt/format.h>

#include "scenarios/state/file_bytes.h"
#include "scenarios/state/line_places.h"
#include "scenarios/state/text.h"

namespace crashproof {
namespace {

class LinesReader final : public StateReader {
 public:
  std::string_view format() const override { return "lines"; }

  bool claims(std::string_view, std::string_view head) const override {
    return begins_like_text(head);
  }

  Document read(const std::string& absolute_path) const override {
    Document document{std::string(format()), "line", true, "", {}};
    const std::string text = file_bytes(absolute_path);
    const std::size_t bad = first_untextual_byte(text);
    if (bad != std::string::npos) {
      document.whole = false;
      document.problem = fmt::format("not text at byte {}", bad);
    }
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t newline = text.find('\n', at);
      const std::size_t end = std::min(newline, text.size());
      document.records.push_back({"", {{"line", text.substr(at, end - at)}}});
      if (newline == std::string::npos)
        document.records.back().fields.push_back({"newline", "missing"});
      at = end + 1;
    }
    return document;
  }

  std::vector<RecordPlace> places(const std::string& absolute_path) const override {
    return line_places(file_bytes(absolute_path), false);
  }
};

}  // namespace

const StateReader& lines_reader() {
  static const LinesReader reader;
  return reader;
}

}  // namespace crashproof
