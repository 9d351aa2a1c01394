// One function on a thread's stack, native or Python.
#pragma once

#include <string>
#include <vector>

namespace crashproof {

struct StackFrame {
  std::string file;      // of the source; "" if not known
  unsigned line = 0;     // 0: not known
  std::string function;  // "" if not known
  std::string module;    // native: the path of the program or library; Python: ""

  bool operator==(const StackFrame&) const = default;
};

// Innermost first.
using Stack = std::vector<StackFrame>;

}  // namespace crashproof
