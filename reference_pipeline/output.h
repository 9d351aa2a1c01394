// What is said on stderr and stdout. Complaints are best effort: a log on a full disk must not stop
// a run. The result on stdout is a promise: it is printed when all of it is durable, and a run that
// cannot print it has failed.
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace pipeline {

inline void say_on_stderr(const std::string& text) {
  (void)std::fputs(text.c_str(), stderr);
}

// One line "reference_pipeline: …" on stderr.
template <typename... Arguments>
void complain(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  say_on_stderr(
      "reference_pipeline: " + fmt::format(format, std::forward<Arguments>(arguments)...) + "\n");
}

// Throws std::system_error if it could not be written.
inline void print_result(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write to stdout");
  }
}

}  // namespace pipeline
