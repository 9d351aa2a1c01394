// Where in the code an Event is made.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace crashproof {

struct CodePlace {
  // Relative to the workspace if it lies there, else its last two components; "" where nobody knows
  // (no debug information, no Python).
  std::string file;
  unsigned line = 0;     // from 1; 0 where file is ""
  std::string function;  // "" at the top level of a script, or where nobody knows

  bool operator==(const CodePlace&) const = default;
};

struct CallSite {
  // The place to look at: the innermost that belongs to the program's own code rather than to a
  // library, or a caller of it that says more (see parted).
  CodePlace place;
  std::string command;  // of the process, shortened: "sh load.sh"
  // The innermost place and its callers in own code, innermost first, at most sixteen.
  std::vector<CodePlace> stack;

  bool operator==(const CallSite&) const = default;
};

// "load.py:57", "load.cpp:57 write_rows", "write_rows"; "" where nothing is known.
std::string describe(const CodePlace& place);

// The same, with the innermost place behind it if that is another: "load.py:57 main, in ckpt.py:9
// save". Where no place is known "write_rows in etl", or the command: "mv out.tmp out.csv".
std::string describe(const CallSite& site);

// Two Events are often made by one helper ("save", "execute"), whose lines do not say which
// statement comes before which. So each site is moved out to the innermost function that is on both
// stacks, and there on different lines; both stay as they are where there is none.
std::pair<CallSite, CallSite> parted(CallSite one, CallSite other);

}  // namespace crashproof
