// Long columns of numbers and texts in few bytes, for the data that a page carries. page/columns.js
// reads them again.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof::reports {

std::string base64(std::string_view bytes);

// {"n": COUNT, "b": BASE64} of unsigned LEB128 numbers. With "d": 1 they are differences to the
// number before, zigzag; with "r": 1 each is followed by how often it comes in a row. Whatever is
// shortest.
nlohmann::ordered_json packed(const std::vector<std::uint64_t>& numbers);

// Texts that differ in numbers share the rest: {"s": PATTERNS, "i": which pattern each text has,
// "v": its numbers in order, each as the zigzag difference to the one at the same place of the
// last text with that pattern}. U+0001 stands in a pattern where a number goes, so texts must not
// hold it.
nlohmann::ordered_json packed(const std::vector<std::string>& texts);

}  // namespace crashproof::reports
