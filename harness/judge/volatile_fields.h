// What two crash-free runs write differently into one file.
#pragma once

#include <map>
#include <set>
#include <string>

#include "harness/judge/scope.h"
#include "harness/model/state_reader.h"

namespace crashproof {

// Fields to set aside so that the two documents agree as multisets: table -> the smallest set of
// field names found, or {""} where nothing less than the whole table would do. Lines have no
// fields, so a differing text is set aside whole. Empty: they agree as they are.
std::map<std::string, std::set<std::string>> volatile_fields(const Document& first,
                                                             const Document& second,
                                                             const std::string& path,
                                                             const Scope& scope);

}  // namespace crashproof
