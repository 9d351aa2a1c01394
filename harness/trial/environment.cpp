// Looks for names by their prefix, as getenv does.
#include "harness/trial/environment.h"

#include <fmt/format.h>

namespace crashproof {

std::string variable(const std::vector<std::string>& environment, std::string_view name) {
  const std::string prefix = fmt::format("{}=", name);
  for (auto entry = environment.rbegin(); entry != environment.rend(); ++entry) {
    if (entry->starts_with(prefix)) return entry->substr(prefix.size());
  }
  return "";
}

void set_variable(std::vector<std::string>& environment, std::string_view name,
                  std::string_view value) {
  const std::string prefix = fmt::format("{}=", name);
  std::erase_if(environment, [&](const std::string& entry) { return entry.starts_with(prefix); });
  environment.push_back(fmt::format("{}{}", prefix, value));
}

}  // namespace crashproof
