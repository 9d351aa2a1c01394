// The source directory: which files it holds now, and what item a file is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reference_pipeline/item.h"

namespace pipeline {

// A file of the source, not yet read.
struct SourceFile {
  std::string path;  // relative to the source, escaped: as Item::path
};

// Every regular file below `source`, in order of path. Symbolic links and special files are left
// out. Opens no file. Throws std::filesystem::filesystem_error if a directory cannot be listed: a
// part of the source that is silently missing would look like success.
std::vector<SourceFile> list_source(const std::filesystem::path& source);

// Reads the file in full. Throws std::exception if that fails.
Item read_item(const std::filesystem::path& source, const SourceFile& file);

}  // namespace pipeline
