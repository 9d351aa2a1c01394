// A table of names; versions may follow.
#include "harness/model/interpreter.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace crashproof {
namespace {

// Prefixes of names of programs, such as python3.11.
constexpr std::array<std::string_view, 17> kInterpreters = {
    "python", "pypy",  "perl",  "ruby", "node", "deno", "bun", "php",    "java",
    "lua",    "tclsh", "julia", "R",    "bash", "dash", "zsh", "busybox"};

}  // namespace

bool is_interpreter(std::string_view program) {
  const std::string_view name = program.substr(program.rfind('/') + 1);
  return name == "sh" ||
         std::any_of(kInterpreters.begin(), kInterpreters.end(), [&](std::string_view known) {
           if (!name.starts_with(known)) return false;
           const std::string_view version = name.substr(known.size());
           return std::all_of(version.begin(), version.end(), [](unsigned char c) {
             return c == '.' || c == '-' || std::isdigit(c) != 0;
           });
         });
}

}  // namespace crashproof
