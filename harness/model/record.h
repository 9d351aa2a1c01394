// One unit of state that is read by its meaning.
#pragma once

#include <compare>
#include <string>
#include <utility>
#include <vector>

namespace crashproof {

// One record: a row, a JSON object, a CSV line. Field order is the format's own.
struct Record {
  std::string table;                                        // "" where the format has none
  std::vector<std::pair<std::string, std::string>> fields;  // name, value as printable text

  auto operator<=>(const Record&) const = default;
};

}  // namespace crashproof
