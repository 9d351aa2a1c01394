// From the text of a setting to its value; each throws UsageError with the source in front.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/settings.h"

namespace crashproof::cli {

[[noreturn]] void reject(const Given& given, std::string_view why);

// The last value, since a flag given twice means the later one.
const std::string& text_of(const Given& given);
std::uint64_t number_of(const Given& given, std::uint64_t least = 0,
                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
double seconds_of(const Given& given);
bool flag_of(const Given& given);
// The index of the value among the choices.
std::size_t choice_of(const Given& given, const std::vector<std::string>& choices);
// Absolute and without "." and "..", whether or not it exists.
std::string path_of(const Given& given, const std::string& value);
// Values, each of which must have this form: "NAME[@hit][=errno]".
std::vector<std::string> failpoints_of(const Given& given);
// Values "NAME" or "NAME[PARAMETER]" of known faults, with parameters that these accept.
std::vector<FaultChoice> faults_of(const Given& given);
// Names of known persistence models; a value may hold several with commas between.
std::vector<std::string> models_of(const Given& given);
// The names of all report formats.
std::vector<std::string> format_names();
// Values "FORMAT=FILE" of known formats.
std::vector<WantedReport> wanted_reports_of(const Given& given);
// Values "GLOB:ROLE".
std::vector<RoleHint> role_hints_of(const Given& given);
// Values, each of which must have this form: "PATTERN:FIELD[,FIELD…]".
std::vector<std::string> keys_of(const Given& given);

}  // namespace crashproof::cli
