// The JSON form of a Subject, as it stands in run directories.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/subject.h"

namespace crashproof {

std::string to_json(const Subject& subject);
// Throws std::runtime_error for text that to_json does not write.
Subject subject_from_json(std::string_view text);

}  // namespace crashproof
