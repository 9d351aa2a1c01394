// Compares directories and endings.
#include "scenarios/failure_modes/series.h"

#include <cctype>
#include <utility>

namespace crashproof::modes {

bool are_of_one_series(const std::string& one, const std::string& other) {
  const auto split = [](const std::string& path) {
    const std::size_t name = path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1;
    const std::size_t dot = path.rfind('.');
    const bool has_ending = dot != path.npos && dot > name;
    std::string rest = has_ending ? path.substr(dot) : path.substr(name);
    if (!has_ending) std::erase_if(rest, [](unsigned char c) { return std::isdigit(c) != 0; });
    return std::pair(path.substr(0, name), rest);
  };
  return split(one) == split(other);
}

}  // namespace crashproof::modes
