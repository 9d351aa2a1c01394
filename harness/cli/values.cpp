// Strict readers: a number is digits and nothing else, a choice is one of those listed.
#include "harness/cli/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <optional>

#include "faults/persistence/catalogue.h"
#include "harness/cli/fault_choice.h"
#include "harness/cli/nearest.h"
#include "reports/catalogue.h"

namespace crashproof::cli {
namespace {

template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_errno(std::string_view text) {
  constexpr int largest_errno = 4095;  // what the kernel's calling convention can return
  if (const auto number = whole_number<int>(text)) return *number > 0 && *number <= largest_errno;
  for (int number = 1; number <= largest_errno; ++number) {
    const char* name = strerrorname_np(number);
    if (name != nullptr && text == name) return true;
  }
  return false;
}

void check_failpoint(const Given& given, std::string_view text) {
  const std::string shown(text);
  const std::size_t equals = text.find('=');
  if (equals != std::string_view::npos) {
    if (!is_errno(text.substr(equals + 1)))
      reject(given, fmt::format("'{}': after '=' comes an errno, e.g. ENOSPC", shown));
    text = text.substr(0, equals);
  }
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    const auto hit = whole_number<std::uint64_t>(text.substr(at + 1));
    if (!hit || *hit == 0)
      reject(given, fmt::format("'{}': after '@' comes a hit, counted from 1", shown));
    text = text.substr(0, at);
  }
  if (text.empty()) reject(given, fmt::format("'{}' is not NAME[@hit][=errno]", shown));
}

}  // namespace

void reject(const Given& given, std::string_view why) {
  throw UsageError(fmt::format("{}: {}", given.source, why));
}

const std::string& text_of(const Given& given) {
  if (given.values.empty() || given.values.back().empty()) reject(given, "needs a value");
  return given.values.back();
}

std::uint64_t number_of(const Given& given, std::uint64_t least, std::uint64_t most) {
  const auto number = whole_number<std::uint64_t>(text_of(given));
  if (number && *number >= least && *number <= most) return *number;
  const std::string range = most == std::numeric_limits<std::uint64_t>::max()
                                ? fmt::format("from {}", least)
                                : fmt::format("from {} to {}", least, most);
  reject(given, fmt::format("'{}' is not a whole number {}", text_of(given), range));
}

double seconds_of(const Given& given) {
  const auto number = whole_number<double>(text_of(given));
  if (!number || !std::isfinite(*number) || *number < 0)
    reject(given, fmt::format("'{}' is not a number of seconds", text_of(given)));
  return *number;
}

bool flag_of(const Given& given) {
  return choice_of(given, {"false", "0", "true", "1"}) >= 2;
}

std::size_t choice_of(const Given& given, const std::vector<std::string>& choices) {
  const std::string& text = text_of(given);
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found == choices.end())
    reject(given, fmt::format("'{}' is not one of {}{}", text, fmt::join(choices, ", "),
                              suggestion(text, choices)));
  return static_cast<std::size_t>(found - choices.begin());
}

std::string path_of(const Given& given, const std::string& value) {
  if (value.empty()) reject(given, "needs a path");
  std::string path = (std::filesystem::path(given.base) / value).lexically_normal().string();
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::vector<std::string> failpoints_of(const Given& given) {
  for (const std::string& value : given.values) check_failpoint(given, value);
  return given.values;
}

std::vector<FaultChoice> faults_of(const Given& given) {
  std::vector<FaultChoice> choices;
  for (const std::string& value : given.values) {
    try {
      choices.push_back(parse_fault_choice(value));
    } catch (const std::invalid_argument& error) {
      reject(given, error.what());
    }
  }
  return choices;
}

std::vector<RoleHint> role_hints_of(const Given& given) {
  std::vector<RoleHint> hints;
  for (const std::string& value : given.values) {
    try {
      hints.push_back(parse_role_hint(value));
    } catch (const std::invalid_argument& error) {
      reject(given, error.what());
    }
  }
  return hints;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ReportWriter& writer : report_writers()) names.emplace_back(writer.name);
  return names;
}

std::vector<WantedReport> wanted_reports_of(const Given& given) {
  std::vector<WantedReport> wanted;
  for (const std::string& value : given.values) {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos || equals + 1 == value.size())
      reject(given, fmt::format("'{}' is not FORMAT=FILE", value));
    const std::string format = value.substr(0, equals);
    choice_of({{format}, given.source, given.base}, format_names());
    wanted.push_back({format, path_of(given, value.substr(equals + 1))});
  }
  return wanted;
}

std::vector<std::string> models_of(const Given& given) {
  std::vector<std::string> known;
  for (const PersistenceModel* model : persistence_catalogue()) known.emplace_back(model->name);
  std::vector<std::string> names;
  for (const std::string& value : given.values) {
    for (std::size_t at = 0; at <= value.size();) {
      const std::size_t end = std::min(value.find(',', at), value.size());
      const std::string name = value.substr(at, end - at);
      if (std::ranges::find(known, name) == known.end())
        reject(given, fmt::format("unknown model '{}'{}; there are {}", name,
                                  suggestion(name, known), fmt::join(known, ", ")));
      names.push_back(name);
      at = end + 1;
    }
  }
  return names;
}

std::vector<std::string> keys_of(const Given& given) {
  for (const std::string& value : given.values) {
    const std::size_t colon = value.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == value.size())
      reject(given, fmt::format("'{}' is not PATTERN:FIELD[,FIELD]", value));
  }
  return given.values;
}

}  // namespace crashproof::cli
