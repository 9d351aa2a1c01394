// Reads what stands in the brackets of changes.
#include "harness/model/change_parameter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
  constexpr std::string_view fresh = ",fresh";
  LateInput input;
  if (text.ends_with(fresh)) {
    input.fresh = true;
    text.remove_suffix(fresh.size());
  }
  const std::size_t at = text.rfind(as);
  input.path = inner_path(text.substr(0, at));
  input.arrives =
      at == std::string_view::npos ? input.path : inner_path(text.substr(at + as.size()));
  return input;
}

std::string to_string(const LateInput& input) {
  return fmt::format("{}{}{}", input.path,
                     input.arrives == input.path ? "" : ",as=" + input.arrives,
                     input.fresh ? ",fresh" : "");
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

AsOf parse_as_of(std::string_view text) {
  constexpr std::array<std::string_view, 5> begins{"=after:", "=before:", "=event(", "=start",
                                                   "=end"};
  std::size_t at = std::string_view::npos;
  for (const std::string_view begin : begins) {
    const std::size_t found = text.rfind(begin);
    if (found != std::string_view::npos && (at == std::string_view::npos || found > at)) at = found;
  }
  if (at == std::string_view::npos) {
    refuse(
        "as of when? write PATH=POSITION, e.g. state/ckpt.json=before:rename(state/ckpt.json)#2");
  }
  return {inner_path(text.substr(0, at)), parse_position(text.substr(at + 1))};
}

std::string to_string(const AsOf& as_of) {
  return fmt::format("{}={}", as_of.path, to_string(as_of.position));
}

namespace {

// "OTHER" or "FIELD=OTHER"; a value never begins with a letter, but for NULL and x'00'.
void set_other(RecordEdit& edit, std::string_view text) {
  const std::size_t equals = text.find('=');
  const bool names_field = equals != std::string_view::npos && equals > 0 &&
                           text.substr(0, equals).find('\'') == std::string_view::npos;
  edit.other_field = names_field ? text.substr(0, equals) : edit.field;
  edit.other = names_field ? text.substr(equals + 1) : text;
}

}  // namespace

RecordEdit parse_record_edit(std::string_view text) {
  const std::size_t hash = text.find('#');
  const std::size_t colon = text.find(':', std::min(hash, text.size()));
  const std::size_t equals = text.find('=', std::min(colon, text.size()));
  if (equals == std::string_view::npos) {
    refuse("which records? write PATH#TABLE:FIELD=VALUE, e.g. jobs.db#jobs:status='processing'");
  }
  RecordEdit edit;
  edit.path = inner_path(text.substr(0, hash));
  edit.table = text.substr(hash + 1, colon - hash - 1);
  edit.field = text.substr(colon + 1, equals - colon - 1);
  const std::string_view values = text.substr(equals + 1);
  const std::size_t arrow = values.rfind("->");
  edit.value = values.substr(0, arrow);
  if (arrow != std::string_view::npos) set_other(edit, values.substr(arrow + 2));
  const bool complete = !edit.table.empty() && !edit.field.empty() && !edit.value.empty();
  if (!complete || edit.other == "") refuse("a table, a field or a value is missing");
  return edit;
}

std::string to_string(const RecordEdit& edit) {
  std::string text = fmt::format("{}#{}:{}={}", edit.path, edit.table, edit.field, edit.value);
  if (!edit.other) return text;
  const bool same = edit.other_field.empty() || edit.other_field == edit.field;
  return fmt::format("{}->{}{}", text, same ? "" : edit.other_field + "=", *edit.other);
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
