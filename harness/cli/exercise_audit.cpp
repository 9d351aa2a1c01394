// An empty config file stands for none: else the one in the workspace, which is the student's,
// would be read.
#include "harness/cli/exercise_audit.h"

#include "harness/cli/config.h"
#include "harness/cli/preflight.h"

namespace crashproof::cli {
namespace {

constexpr std::string_view variable_prefix = "CRASHPROOF_";

const Verb& as_audit() {
  static const Verb verb{"learn", "", Command::required, "", {}, {}, 0, 0, nullptr};
  return verb;
}

Given word(const std::string& text) {
  return {{text}, "crashproof learn", ""};
}

CampaignOptions options_of(const learn::AuditPlace& place) {
  Invocation invocation{
      &as_audit(), parse_config(place.settings, place.settings_name, place.base).settings, {}, {}};
  invocation.flags["config"] = word("/dev/null");
  invocation.flags["run-dir"] = word(place.run_directory);
  if (!place.workspace.empty()) invocation.flags["workspace"] = word(place.workspace);
  Surroundings surroundings = current_surroundings();
  surroundings.directory = place.base;
  std::erase_if(surroundings.environment,
                [](const std::string& entry) { return entry.starts_with(variable_prefix); });
  std::vector<std::string> warnings;  // only variables lead to any
  CampaignOptions options = options_for(invocation, surroundings, warnings).campaign;
  check_campaign(options);
  return options;
}

}  // namespace

learn::Auditor exercise_auditor(const Session& session) {
  return {options_of, session.catalogues(), session.listener()};
}

}  // namespace crashproof::cli
