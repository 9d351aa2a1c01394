// What the command line alone knows and reports tell.
#pragma once

#include <string>

#include "harness/campaign/campaign.h"

namespace crashproof::cli {

// The report with the version of this program, the options of its replay lines as seen from
// `directory`, the pages of the failure modes that it names, and where the sources lie.
Report completed(Report report, const CampaignOptions& options, const std::string& directory);

}  // namespace crashproof::cli
