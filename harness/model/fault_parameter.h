// The text in a step's brackets, as most faults have it: "WORD[,WORD…][,NAME=VALUE…]".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

struct FaultParameter {
  std::vector<std::string> words;                           // without "=", in order
  std::map<std::string, std::string, std::less<>> options;  // NAME -> VALUE

  bool has(std::string_view word) const;
  // The option's value, or `otherwise`.
  std::string option(std::string_view name, std::string_view otherwise) const;
};

// Total: splits at commas and at the first '=' of each part; spaces around parts are dropped, empty
// parts skipped; of an option given twice the last counts.
FaultParameter parse_fault_parameter(std::string_view text);

// "30s", "1.5h", "-1d", "250ms" to seconds; a bare number is seconds. Throws std::invalid_argument
// with one line.
double parse_duration_seconds(std::string_view text);

// "ENOSPC" -> 28. Throws std::invalid_argument for a name that Linux does not have.
int errno_named(std::string_view name);
// "TERM" or "SIGTERM" -> 15. Throws likewise.
int signal_named(std::string_view name);

}  // namespace crashproof
