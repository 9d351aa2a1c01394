// Listens to nlohmann's event parser, so that hostile nesting costs no stack.
#include "scenarios/state/json_leaves.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace crashproof {
namespace {

constexpr std::size_t deepest = 256;

// JSON text of a string. The parser has checked that it is UTF-8, so dump cannot throw.
std::string json_string(const std::string& text) {
  return nlohmann::json(text).dump();
}

class LeafHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit LeafHandler(const JsonLeafListener& listener) : listener_(listener) {}
  const std::string& problem() const { return problem_; }

  bool null() override { return leaf("null"); }
  bool boolean(bool value) override { return leaf(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return leaf(fmt::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return leaf(fmt::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return leaf(text); }
  bool string(string_t& value) override { return leaf(json_string(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close("{}"); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close("[]"); }

  bool key(string_t& name) override {
    if (containers_.back().count > 0) way_.pop_back();
    ++containers_.back().count;
    way_.push_back({name, false});
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    problem_ = fmt::format("not JSON at byte {}", position);
    return false;
  }

 private:
  struct Container {
    bool array;
    std::size_t count = 0;  // members or elements begun so far; the last one is on way_
  };

  // An array's elements come without a key, so their step is made where they begin.
  void begin_value() {
    if (containers_.empty() || !containers_.back().array) return;
    if (containers_.back().count > 0) way_.pop_back();
    way_.push_back({fmt::to_string(containers_.back().count++), true});
  }

  bool leaf(const std::string& value) {
    begin_value();
    listener_(way_, value);
    return true;
  }

  bool open(bool array) {
    begin_value();
    if (containers_.size() == deepest) {
      problem_ = fmt::format("nested deeper than {}", deepest);
      return false;
    }
    containers_.push_back({array});
    return true;
  }

  bool close(const char* empty_text) {
    const bool empty = containers_.back().count == 0;
    if (!empty) way_.pop_back();
    containers_.pop_back();
    if (empty) listener_(way_, empty_text);
    return true;
  }

  const JsonLeafListener& listener_;
  std::vector<JsonStep> way_;
  std::vector<Container> containers_;
  std::string problem_;
};

void append_escaped(std::string& pointer, const std::string& name) {
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace

std::string for_each_json_leaf(std::string_view text, const JsonLeafListener& listener) {
  LeafHandler handler(listener);
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &handler)) return "";
  return handler.problem().empty() ? "not JSON" : handler.problem();
}

std::string field_name(const std::vector<JsonStep>& way, std::size_t from) {
  if (way.size() <= from) return "value";
  std::string pointer;
  for (std::size_t i = from; i < way.size(); ++i) {
    if (i > from) pointer += '/';
    append_escaped(pointer, way[i].name);
  }
  // A member may be called "", which elsewhere means no field at all.
  return pointer.empty() ? "\"\"" : pointer;
}

}  // namespace crashproof
