// crashproof ci: an audit with the settings that suit a CI system, where nothing else is given.
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/cli/verb.h"

namespace crashproof::cli {
namespace {

struct Usual {
  std::string_view setting, value;
};
constexpr std::array usual_settings = {Usual{"profile", "ci"}, Usual{"plain", "true"},
                                       Usual{"no-color", "true"}, Usual{"annotate", "true"}};

bool is_in_environment(const std::string& setting) {
  const char* value = std::getenv(environment_name(setting).c_str());
  return value != nullptr && *value != '\0';
}

}  // namespace

int run_ci(const Invocation& invocation) {
  Invocation audit = invocation;
  for (const auto& [setting, value] : usual_settings) {
    const std::string name(setting);
    if (is_in_environment(name)) continue;
    audit.flags.try_emplace(name, Given{{std::string(value)}, "crashproof ci: " + name, ""});
  }
  return run_audit(audit);
}

}  // namespace crashproof::cli
