// How an exercise's job is audited: handed over by the command line, which knows the settings.
#pragma once

#include <functional>
#include <string>

#include "harness/campaign/campaign.h"

namespace crashproof::learn {

struct AuditPlace {
  std::string settings;       // the text of a crashproof.toml
  std::string settings_name;  // for error messages
  std::string base;           // absolute; where relative paths in the settings start
  std::string workspace;      // absolute; "": as the settings say, else the base
  std::string run_directory;  // absolute
};

struct Auditor {
  // Throws UsageError for settings that are wrong.
  std::function<CampaignOptions(const AuditPlace& place)> options;
  const Catalogues& catalogues;
  ProgressListener listener;

  // Throws Interrupted where a signal ended it, UsageError as crashproof::audit does.
  Report audit(const AuditPlace& place) const;
};

}  // namespace crashproof::learn
