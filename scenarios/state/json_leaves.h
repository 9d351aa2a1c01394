// The leaves of one JSON value, each with the way that leads to it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

// One step from a JSON container to what it holds.
struct JsonStep {
  std::string name;      // of an object's member; an array's element: its index in decimal
  bool element = false;  // of an array
};

// A leaf is a scalar or an empty container. `value` is its JSON text, so 5 and "5" differ; numbers
// with a fraction or an exponent keep the text that the file has.
using JsonLeafListener =
    std::function<void(const std::vector<JsonStep>& way, const std::string& value)>;

// Returns "" or, if the text is not exactly one JSON value nested at most 256 deep, what is wrong
// and where. Leaves before that place have been told by then.
std::string for_each_json_leaf(std::string_view text, const JsonLeafListener& listener);

// A JSON pointer without its first '/', from step `from` on: "state/offset"; "value" for no steps.
std::string field_name(const std::vector<JsonStep>& way, std::size_t from = 0);

}  // namespace crashproof
