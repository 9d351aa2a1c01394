// What a validation has to say: for people, and as JSON for tests and scripts.
#pragma once

#include <string>
#include <vector>

#include "tools/validate_models/measurement.h"

namespace crashproof {

std::string results_text(const std::vector<Measurement>& measurements);
std::string results_json(const std::vector<Measurement>& measurements, std::uint64_t seed);

}  // namespace crashproof
