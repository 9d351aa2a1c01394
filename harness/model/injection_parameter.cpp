// Reads what stands in the brackets of faults.
#include "harness/model/injection_parameter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <stdexcept>

#include "harness/model/fault_parameter.h"

namespace crashproof {
namespace {

[[noreturn]] void refuse(const std::string& problem) {
  throw std::invalid_argument(problem);
}

std::uint64_t parse_count(std::string_view text, std::string_view what) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end || value == 0) {
    refuse(fmt::format("'{}' is no {}: write a number from 1 on", text, what));
  }
  return value;
}

// "all" is 0.
std::uint64_t parse_count_or_all(std::string_view text, std::string_view what) {
  return text == "all" ? 0 : parse_count(text, what);
}

void require_options(const FaultParameter& parameter,
                     std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : parameter.options) {
    if (std::ranges::find(known, name) == known.end()) {
      refuse(fmt::format("unknown option {}={}", name, value));
    }
  }
}

void require_words(const FaultParameter& parameter, std::size_t at_most) {
  if (parameter.words.size() > at_most) {
    refuse(fmt::format("'{}' is one word too many", parameter.words[at_most]));
  }
}

std::string first_word(const FaultParameter& parameter, std::string_view missing) {
  if (parameter.words.empty() && !missing.empty()) refuse(std::string(missing));
  return parameter.words.empty() ? "" : parameter.words.front();
}

double positive_seconds(const std::string& text, std::string_view what) {
  const double seconds = parse_duration_seconds(text);
  if (seconds <= 0 || seconds > 3600) {
    refuse(fmt::format("{} must be more than 0 s and at most an hour, not {}", what, text));
  }
  return seconds;
}

int stopping_signal(const std::string& name) {
  constexpr std::array asked_to_stop{SIGTERM, SIGINT, SIGHUP};
  const int signal = signal_named(name);
  if (std::ranges::find(asked_to_stop, signal) == asked_to_stop.end()) {
    refuse(fmt::format("{} does not ask a job to stop: write TERM, INT or HUP", name));
  }
  return signal;
}

// Roles are made by the recorder: "main", then "/N" for children and "+N" for threads.
void require_role(const std::string& role) {
  const bool well_formed =
      role.starts_with("main") && role.find_first_not_of("main/+0123456789") == std::string::npos;
  if (!role.empty() && !well_formed) {
    refuse(fmt::format("'{}' is no process of a trace: write e.g. main/2", role));
  }
}

}  // namespace

FailingCall parse_failing_call(std::string_view text) {
  const FaultParameter parameter = parse_fault_parameter(text);
  require_options(parameter, {"times"});
  require_words(parameter, 1);
  FailingCall call;
  call.error = errno_named(first_word(parameter, "which errno? write e.g. ENOSPC"));
  call.times = parse_count_or_all(parameter.option("times", "1"), "number of times, nor all");
  return call;
}

std::uint64_t parse_short_write_bytes(std::string_view text) {
  const FaultParameter parameter = parse_fault_parameter(text);
  require_options(parameter, {});
  require_words(parameter, 1);
  const std::string bytes = first_word(parameter, "");
  return bytes.empty() ? 1 : parse_count(bytes, "number of bytes");
}

LibraryFailure parse_library_failure(std::string_view text) {
  const FaultParameter parameter = parse_fault_parameter(text);
  require_options(parameter, {"call", "errno"});
  require_words(parameter, 1);
  LibraryFailure failure;
  failure.point = first_word(parameter,
                             "which call? write a point of libfiu's preload, e.g. "
                             "libc/mm/malloc");
  if (failure.point.find_first_of(" \t\n\r*") != std::string::npos ||
      failure.point.find('/') == std::string::npos) {
    refuse(fmt::format("'{}' is no point of libfiu's preload: write e.g. libc/mm/malloc",
                       failure.point));
  }
  failure.call = parse_count_or_all(parameter.option("call", "1"), "number of a call, nor all");
  failure.error =
      errno_named(parameter.option("errno", failure.point.starts_with("libc/") ? "ENOMEM" : "EIO"));
  return failure;
}

StopRequest parse_stop_request(std::string_view text) {
  const FaultParameter parameter = parse_fault_parameter(text);
  require_options(parameter, {"again", "grace"});
  StopRequest request;
  std::optional<std::string> signal;
  for (const std::string& word : parameter.words) {
    if (word == "group" && !request.group) {
      request.group = true;
    } else if (!signal) {
      signal = word;
    } else {
      refuse(fmt::format("'{}' is one word too many", word));
    }
  }
  if (signal) request.signal = stopping_signal(*signal);
  const std::string again = parameter.option("again", "");
  if (!again.empty()) request.again = stopping_signal(again);
  request.grace_seconds = positive_seconds(parameter.option("grace", "2"), "the grace time");
  return request;
}

ChosenProcess parse_killed_process(std::string_view text) {
  const FaultParameter parameter = parse_fault_parameter(text);
  require_options(parameter, {});
  require_words(parameter, 1);
  ChosenProcess chosen;
  chosen.role = first_word(parameter, "");
  require_role(chosen.role);
  if (chosen.role.find('+') != std::string::npos) {
    refuse(fmt::format("{} is a thread, and SIGKILL ends whole processes: stall it instead",
                       chosen.role));
  }
  return chosen;
}

ChosenProcess parse_stalled_thread(std::string_view text) {
  const FaultParameter parameter = parse_fault_parameter(text);
  require_options(parameter, {"seconds"});
  require_words(parameter, 1);
  ChosenProcess chosen;
  chosen.role = first_word(parameter, "");
  require_role(chosen.role);
  chosen.stall_seconds = positive_seconds(parameter.option("seconds", "1"), "the stall");
  return chosen;
}

void check_failpoint(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view point = text.substr(0, equals);
  const std::size_t at = point.find('@');
  if (point.substr(0, at).empty()) refuse("which failpoint? crashproof points lists them");
  if (at != std::string_view::npos) parse_count(point.substr(at + 1), "number of a hit");
  if (equals != std::string_view::npos) errno_named(text.substr(equals + 1));
}

}  // namespace crashproof
