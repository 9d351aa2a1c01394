// A Finding that the user lives with: it is told, and does not fail an audit.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/finding.h"

namespace crashproof {

struct AcceptedFinding {
  Finding finding;
  std::string reason;  // in the user's words
  std::string until;   // the last day on which it is accepted, "2027-01-31"; "": no end
};

// The code by which a finding is asked for and accepted: "CP001", or "unclassified" where no cause
// is named.
inline constexpr std::string_view unclassified_code = "unclassified";
inline std::string_view code_of(const Finding& finding) {
  return finding.diagnosis.code.empty() ? unclassified_code : finding.diagnosis.code;
}

}  // namespace crashproof
