// The workspace that the pages' programs are audited in, as scenarios/failure_modes/README.md says.
#pragma once

#include <string>

#include "scenarios/failure_modes/page.h"
#include "tests/audits/workspace.h"

namespace crashproof::failure_modes {

// in/1.txt to in/4.txt, items.csv, an empty out/, and what the page declares beside these.
void write_inputs(const audits::Workspace& workspace, const FailureModePage& page);

// Puts the program there, compiled if it has to be, and returns the command that runs it, as words
// for a shell. Throws std::runtime_error with the compiler's complaint.
std::string write_program(const audits::Workspace& workspace, const ExampleProgram& example);

}  // namespace crashproof::failure_modes
