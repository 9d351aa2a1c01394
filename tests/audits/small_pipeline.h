// The reference pipeline over a few small files, as a job to audit.
#pragma once

#include <string>

#include "tests/audits/workspace.h"

namespace crashproof::audits {

// src/f1.txt and so on, each of another size.
void write_small_source(const Workspace& workspace, int items = 4);

// From "--" on; `options` are the pipeline's.
std::string pipeline_line(const std::string& options);

}  // namespace crashproof::audits
