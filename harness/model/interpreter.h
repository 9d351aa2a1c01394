// Programs that run other people's code: shells and interpreters.
#pragma once

#include <string_view>

namespace crashproof {

// True for programs that run scripts, by their names: what is theirs and what the script's is not
// to be told by the program.
bool is_interpreter(std::string_view program);

}  // namespace crashproof
