// crashproof ci: an audit with the settings that suit a CI system, where nothing else is given.
#include <cstdlib>

#include "harness/cli/verb.h"

namespace crashproof::cli {
namespace {

bool is_in_environment(const std::string& setting) {
  const char* value = std::getenv(environment_name(setting).c_str());
  return value != nullptr && *value != '\0';
}

}  // namespace

int run_ci(const Invocation& invocation) {
  Invocation audit = invocation;
  for (const auto& [setting, value] : {std::pair<std::string, std::string>{"profile", "ci"},
                                       {"plain", "true"},
                                       {"no-color", "true"},
                                       {"annotate", "true"}}) {
    if (!is_in_environment(setting))
      audit.flags.try_emplace(setting, Given{{value}, "crashproof ci: " + setting, ""});
  }
  return run_audit(audit);
}

}  // namespace crashproof::cli
