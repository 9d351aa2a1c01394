// The stack of a stopped thread of a compiled program, by libdw.
#pragma once

#include <sys/types.h>

#include "harness/record/stack_frame.h"

namespace crashproof {

// The thread must be stopped by ptrace of the calling thread; the others of its process may run.
// Inlined functions are frames of their own. File and line come from debug information, on this
// machine alone; function names from there or from the symbol tables. Empty, or cut short, where
// the stack cannot be unwound. Costs milliseconds: a process is looked at anew each time, since it
// may have loaded libraries meanwhile.
Stack native_stack(pid_t pid, pid_t tid);

// "crashproof::(anonymous namespace)::put(int) const" -> "crashproof::put"; what is no mangled name
// of C++ stays as it is.
std::string readable_function(const char* symbol);

}  // namespace crashproof
