// Splits parameters, and reads the words that several faults share.
#include "harness/model/fault_parameter.h"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace crashproof {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

struct Unit {
  std::string_view name;
  double seconds;
};
constexpr std::array units{Unit{"", 1},     Unit{"ms", 0.001}, Unit{"s", 1},    Unit{"m", 60},
                           Unit{"min", 60}, Unit{"h", 3600},   Unit{"d", 86400}};

constexpr double longest_seconds = 100.0 * 366 * 86400;
constexpr int most_errnos = 200;

}  // namespace

bool FaultParameter::has(std::string_view word) const {
  for (const std::string& known : words) {
    if (known == word) return true;
  }
  return false;
}

std::string FaultParameter::option(std::string_view name, std::string_view otherwise) const {
  const auto found = options.find(name);
  return found == options.end() ? std::string(otherwise) : found->second;
}

FaultParameter parse_fault_parameter(std::string_view text) {
  FaultParameter parameter;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view part = trimmed(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const std::size_t equals = part.find('=');
    if (part.empty()) continue;
    if (equals == std::string_view::npos) {
      parameter.words.emplace_back(part);
    } else {
      parameter.options.insert_or_assign(std::string(trimmed(part.substr(0, equals))),
                                         std::string(trimmed(part.substr(equals + 1))));
    }
  }
  return parameter;
}

double parse_duration_seconds(std::string_view text) {
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  const bool has_two_signs = digits.size() < text.size() && digits.starts_with('-');
  double value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view unit(stop, static_cast<std::size_t>(digits.data() + digits.size() - stop));
  for (const Unit& known : units) {
    if (error != std::errc{} || has_two_signs || unit != known.name) continue;
    const double seconds = value * known.seconds;
    if (std::isfinite(seconds) && std::abs(seconds) <= longest_seconds) return seconds;
    throw std::invalid_argument(fmt::format("'{}' is longer than 100 years", text));
  }
  throw std::invalid_argument(
      fmt::format("'{}' is no duration: write a number and ms, s, m, h or d, e.g. -1h", text));
}

int errno_named(std::string_view name) {
  for (int number = 1; number < most_errnos; ++number) {
    const char* known = ::strerrorname_np(number);
    if (known != nullptr && name == known) return number;
  }
  throw std::invalid_argument(fmt::format("'{}' is no errno: write e.g. ENOSPC", name));
}

int signal_named(std::string_view name) {
  const std::string_view bare = name.starts_with("SIG") ? name.substr(3) : name;
  for (int number = 1; number < SIGRTMIN; ++number) {
    const char* known = ::sigabbrev_np(number);
    if (known != nullptr && bare == known) return number;
  }
  throw std::invalid_argument(fmt::format("'{}' is no signal: write e.g. TERM", name));
}

}  // namespace crashproof
