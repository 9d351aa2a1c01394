// The source directory: which items it holds now.
#pragma once

#include <filesystem>
#include <vector>

#include "reference_pipeline/failures.h"
#include "reference_pipeline/item.h"

namespace pipeline {

// Every regular file below `source`, as an item, in order of id. Symbolic links and special files
// are left out. Files are read in full by worker_count threads; one that cannot be read is reported
// to `failures` and left out. Throws std::filesystem::filesystem_error if a directory cannot be
// listed: a part of the source that is silently missing would look like success.
std::vector<Item> list_source(const std::filesystem::path& source, int worker_count,
                              Failures& failures);

}  // namespace pipeline
