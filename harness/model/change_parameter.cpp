// Reads what stands in the brackets of changes.
#include "harness/model/change_parameter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

#include "harness/model/fault_parameter.h"

namespace crashproof {
namespace {

constexpr std::size_t longest_hostname = 64;

[[noreturn]] void refuse(const std::string& problem) {
  throw std::invalid_argument(problem);
}

std::string inner_path(std::string_view path) {
  if (path.empty()) refuse("which file? write its path in the workspace");
  if (path.front() == '/') refuse(fmt::format("'{}' is not relative to the workspace", path));
  for (std::string_view rest = path;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    if (name.empty() || name == "." || name == "..") {
      refuse(fmt::format("'{}' is no plain path in the workspace", path));
    }
    if (slash == std::string_view::npos) return std::string(path);
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace

double parse_clock_shift_seconds(std::string_view text) {
  if (text.empty()) refuse("by how much? write e.g. +1h or -1d");
  const double seconds = parse_duration_seconds(text);
  if (seconds == 0) refuse("a clock that is moved by 0 is not moved");
  return seconds;
}

LateInput parse_late_input(std::string_view text) {
  constexpr std::string_view as = ",as=";
  const std::size_t at = text.rfind(as);
  LateInput input;
  input.path = inner_path(text.substr(0, at));
  input.arrives =
      at == std::string_view::npos ? input.path : inner_path(text.substr(at + as.size()));
  return input;
}

FieldChange parse_field_change(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    refuse("which field? write PATH:FIELD, e.g. state/ckpt.json:version");
  }
  const std::string_view rest = text.substr(colon + 1);
  const std::size_t equals = rest.find('=');
  FieldChange change;
  change.path = inner_path(text.substr(0, colon));
  change.field = rest.substr(0, equals);
  if (change.field.empty()) refuse("the name of the field after ':' is missing");
  if (change.field.find_first_of("\"\\\n") != std::string::npos) {
    refuse(fmt::format("'{}' cannot be looked for as a field", change.field));
  }
  if (equals == std::string_view::npos) return change;
  change.value = rest.substr(equals + 1);
  if (change.value->empty()) refuse("the value after '=' is missing");
  return change;
}

Truncation parse_truncation(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  Truncation truncation;
  truncation.path = inner_path(text.substr(0, colon));
  if (colon == std::string_view::npos) return truncation;
  const std::string_view digits = text.substr(colon + 1);
  std::uint64_t bytes = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  if (digits.empty() || error != std::errc{} || stop != digits.data() + digits.size()) {
    refuse(fmt::format("'{}' is no number of bytes", digits));
  }
  truncation.bytes = bytes;
  return truncation;
}

Truncation parse_emptied(std::string_view text) {
  return {inner_path(text), 0};
}

double parse_replica_delay_seconds(std::string_view text) {
  if (text.empty()) return 0;
  const double seconds = parse_duration_seconds(text);
  if (seconds < 0 || seconds > 3600) {
    refuse(fmt::format("'{}' is no delay between 0 s and an hour", text));
  }
  return seconds;
}

std::string parse_hostname(std::string_view text) {
  const auto fits = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  };
  if (text.empty() || text.size() > longest_hostname || !std::ranges::all_of(text, fits)) {
    refuse(fmt::format("'{}' is no name of a host", text));
  }
  return std::string(text);
}

std::string parse_other_command(std::string_view text) {
  if (text.find_first_not_of(" \t\n") == std::string_view::npos) {
    refuse("which command? write what a shell would run, e.g. ./job --workers 1");
  }
  return std::string(text);
}

}  // namespace crashproof
