// Where in the sources a finding is to be shown.
#pragma once

#include <optional>
#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

struct SourcePlace {
  std::string path;  // from the root of the sources, any bytes
  unsigned line = 1;
};

// nullopt where the file is not known, or is none of the sources.
std::optional<SourcePlace> place_of(const Report& report, const CallSite& site);

// Where its first event is made, else the second, else the first line of the job itself.
std::optional<SourcePlace> place_of(const Report& report, const Finding& finding);

}  // namespace crashproof::reports
