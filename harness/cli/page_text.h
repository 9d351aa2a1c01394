// A failure mode's page as people read it in a terminal.
#pragma once

#include <string>

#include "scenarios/failure_modes/page.h"

namespace crashproof::cli {

// Plain text, lines of at most 80 columns but for programs and commands. How an example is audited
// stands above it, as a line for a shell. Ends with a line feed.
std::string page_as_text(const FailureModePage& page);

}  // namespace crashproof::cli
