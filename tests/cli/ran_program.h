// Runs the built `crashproof` as a user would, and keeps what it said.
#pragma once

#include <string>

namespace crashproof::cli {

struct RanProgram {
  int exit = -1;
  std::string out;
  std::string err;
};

// `line` is bash's, with $CRASHPROOF for the program; it starts in `directory`. Standard input is
// empty, neither output is a terminal.
RanProgram run_line(const std::string& line, const std::string& directory);

}  // namespace crashproof::cli
