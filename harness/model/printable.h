// Text that is safe to show: file names and output of a subject are bytes of any kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

// Valid UTF-8 without control characters: those, bytes that are no UTF-8, and characters that
// reorder or hide text become \n, \t, \xNN or \u{NNNN}. Other text, backslashes too, is unchanged.
std::string printable(std::string_view bytes);

// Valid UTF-8 in any case: bytes that are none become \xNN, everything else is unchanged.
std::string valid_utf8(std::string_view bytes);

// One word that bash reads back as exactly these bytes (NUL excepted), itself printable.
std::string shell_quoted(std::string_view bytes);
// Words, quoted and joined by spaces.
std::string shell_quoted(const std::vector<std::string>& words);

}  // namespace crashproof
