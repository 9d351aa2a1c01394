// Numbers with their nouns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crashproof {

// "1 event", "2 events"; the noun is given in the singular.
std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace crashproof
