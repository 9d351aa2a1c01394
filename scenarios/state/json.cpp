// How a JSON file becomes records, so that losing an element of an array shows as one lost record
// and another value as one changed record:
//   - an array at the top: a record an element, in table ""
//   - an array that lies within objects only: a record an element, in a table of its pointer
//   - what lies deeper within an element: fields of its record, named by their pointer from there
//   - every other leaf: a record of its own with one field, named by its pointer, in table ""
// Elements are compared as a multiset like all records; what lies deeper keeps its order.
#include "scenarios/state/json.h"

#include <algorithm>

#include "scenarios/state/file_bytes.h"
#include "scenarios/state/json_leaves.h"
#include "scenarios/state/text.h"

namespace crashproof {
namespace {

// Collects leaves into records; leaves of one element follow each other.
class RecordBuilder {
 public:
  void add(const std::vector<JsonStep>& way, const std::string& value) {
    const auto element =
        std::find_if(way.begin(), way.end(), [](const JsonStep& s) { return s.element; });
    if (element == way.end()) {
      open_element_.clear();
      records_.push_back({"", {{field_name(way), value}}});
      return;
    }
    const auto depth = static_cast<std::size_t>(element - way.begin());
    const std::vector<JsonStep> array(way.begin(), element);
    std::string table = depth == 0 ? "" : field_name(array);
    std::string name = table + '/' + element->name;
    if (name != open_element_) {
      records_.push_back({std::move(table), {}});
      open_element_ = std::move(name);
    }
    records_.back().fields.emplace_back(field_name(way, depth + 1), value);
  }

  std::vector<Record> take() { return std::move(records_); }

 private:
  std::vector<Record> records_;
  std::string open_element_;  // which element the last record is; "" if none
};

// Cautious without an extension: "[INFO] started" and "{name} is here" are no JSON.
bool content_looks_like_json(std::string_view head) {
  const std::string_view text = trimmed(head);
  if (text.size() < 2 || !begins_like_text(head)) return false;
  const std::string_view inner = trimmed(text.substr(1));
  if (inner.empty()) return false;
  return (text[0] == '{' && (inner[0] == '"' || inner[0] == '}')) ||
         (text[0] == '[' && (inner[0] == '{' || inner[0] == ']'));
}

class JsonReader final : public StateReader {
 public:
  std::string_view format() const override { return "json"; }

  bool claims(std::string_view path, std::string_view head) const override {
    return has_extension(path, {".json", ".geojson"}) ? begins_like_text(head)
                                                      : content_looks_like_json(head);
  }

  Document read(const std::string& absolute_path) const override {
    Document document{std::string(format()), "record", true, "", {}};
    const std::string text = file_bytes(absolute_path);
    RecordBuilder builder;
    document.problem = for_each_json_leaf(
        text, [&builder](const auto& way, const auto& value) { builder.add(way, value); });
    document.whole = document.problem.empty();
    // What stands before the break is no part of a value that anyone could load.
    if (document.whole) document.records = builder.take();
    return document;
  }
};

}  // namespace

const StateReader& json_reader() {
  static const JsonReader reader;
  return reader;
}

}  // namespace crashproof
