// What can be known to be wrong before anything runs: each is one UsageError.
#pragma once

#include <string>

#include "harness/campaign/campaign.h"

namespace crashproof::cli {

// The command exists and may be executed, from where the job will start.
void check_command(const Subject& subject);
// The workspace is a directory that can be read and searched.
void check_workspace(const Subject& subject);
// The run directory is, or can become, a directory of ours that does not hold the workspace.
void check_run_directory(const CampaignOptions& options);
// Those that a campaign needs.
void check_campaign(const CampaignOptions& options);
// There is room for what a replay is to leave, and a debugger if one is asked for.
void check_inspection(const Inspection& inspection, const Subject& subject);
// What a replay comes to can be added to the regressions of the workspace.
void check_saving(const CampaignOptions& options);
// The schedule parses and names known faults, with a parameter where one belongs.
void check_schedule(const std::string& schedule);

}  // namespace crashproof::cli
