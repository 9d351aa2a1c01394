// The rows of the settings' table that are about CI: when an audit stops, what it is held to, and
// the first files of a project.
#pragma once

#include <vector>

#include "harness/cli/settings.h"

namespace crashproof::cli {

std::vector<Setting> stopping_settings();
std::vector<Setting> gate_settings();
std::vector<Setting> first_files_settings();

}  // namespace crashproof::cli
