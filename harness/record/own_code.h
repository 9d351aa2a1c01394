// Which functions on a stack belong to the program itself, and which to the libraries below it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/record/stack_frame.h"

namespace crashproof {

// True for libraries and programs that come with the system: they lie below /usr (but not below
// /usr/local), /lib or /bin.
bool is_system_module(std::string_view path);

// The frames of the program's own code that a name or a line is known of, innermost first: in
// no module of the system, and no source below /usr or where package managers keep theirs. What a
// static program holds of its libraries is told by its name: ours have a function that is called
// so.
Stack own_native_frames(const Stack& stack);

// The frames that are neither of the standard library nor of installed packages; where none is
// left, those of installed packages; else all.
Stack own_python_frames(const Stack& stack);

// True if the program ends by itself: a buffer is flushed then that no line of code flushes.
bool is_at_exit(const Stack& native);

}  // namespace crashproof
