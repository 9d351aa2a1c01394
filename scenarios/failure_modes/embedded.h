// The pages as they lie in this folder, compiled into the program (cmake/EmbedPages.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace crashproof {

// Markdown, one page each, by file name. Valid as long as the program runs.
std::vector<std::string_view> embedded_failure_mode_pages();

}  // namespace crashproof
