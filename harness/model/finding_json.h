// The JSON form of a Finding, part of a Report's.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/model/finding.h"

namespace crashproof {

nlohmann::json to_json_value(const Finding& finding);
// Throws std::runtime_error or nlohmann's exceptions for what to_json_value does not write.
Finding finding_from_json_value(const nlohmann::json& json);

nlohmann::json verdicts_json(const std::vector<Verdict>& verdicts);
std::vector<Verdict> verdicts_of(const nlohmann::json& json);

}  // namespace crashproof
