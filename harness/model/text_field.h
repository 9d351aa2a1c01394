// Named fields in text state such as JSON, JSON lines, YAML or INI, found without a parser: a file
// of which nobody knows the format must come back byte for byte but for the one value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

// The names of fields whose value is a whole number, in order of first occurrence.
std::vector<std::string> numeric_fields(std::string_view text);

// The text with the value of each field of that name set to `value`, or raised by 1 where there is
// none. A value that stands in quotes stays in quotes. nullopt if no field has a value that can be
// so changed, or if nothing would change.
std::optional<std::string> with_field(std::string_view text, std::string_view field,
                                      const std::optional<std::string>& value);

}  // namespace crashproof
