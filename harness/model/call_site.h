// Where in the code an Event is made.
#pragma once

#include <string>
#include <vector>

namespace crashproof {

// The innermost place that belongs to the program's own code rather than to a library.
struct CallSite {
  // Relative to the workspace if it lies there, else its last two components; "" where nobody knows
  // (no debug information, no Python).
  std::string file;
  unsigned line = 0;     // from 1; 0 where file is ""
  std::string function;  // "" at the top level of a script, or where nobody knows
  std::string command;   // of the process, shortened: "sh load.sh"
  // The same place and its callers in own code, innermost first, at most eight, without `command`.
  std::vector<std::string> stack;

  bool operator==(const CallSite&) const = default;
};

// "load.py:57", "load.cpp:57 write_rows", "write_rows in etl", or the command: "mv out.tmp
// out.csv".
std::string describe(const CallSite& site);

}  // namespace crashproof
