// Files of the user's that Crashproof reads and writes.
#pragma once

#include <optional>
#include <string>

namespace crashproof::cli {

// nullopt if there is none. Throws UsageError that names the file.
std::optional<std::string> read_user_file(const std::string& path);

// At once: whoever reads the file finds the old text or the new one. Keeps the old permissions; of
// a symbolic link, the link. Throws UsageError that names the file.
void replace_user_file(const std::string& path, const std::string& text);

// What can be known before it is time to write: the path is no directory and lies in one that can
// be written. Throws UsageError that begins with `source`.
void check_replaceable(const std::string& path, const std::string& source);

}  // namespace crashproof::cli
