// What counts as text, and small questions that several formats ask of it.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace crashproof {

// Where the first byte lies that is no text (a NUL, or not valid UTF-8); npos if there is none.
std::size_t first_untextual_byte(std::string_view bytes);

// The same question of a file's beginning, whose last character may be cut in two.
bool begins_like_text(std::string_view head);

// True if the file name ends in one of these, e.g. ".json"; ASCII case does not matter.
bool has_extension(std::string_view path, std::initializer_list<std::string_view> extensions);

// The text without white space at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace crashproof
