// What one fuzzed parser consists of. To add one, define both functions in a fuzz_NAME.cpp and
// name it in CMakeLists.txt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Gives the bytes to the parser. Aborts if it breaks a promise; what it may throw is caught here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace crashproof {

// Valid and nearly valid inputs to begin from.
std::vector<std::string> fuzz_seeds();

}  // namespace crashproof
