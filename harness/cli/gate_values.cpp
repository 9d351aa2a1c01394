// Strict like values.cpp: what is not of the form is refused with an example.
#include "harness/cli/gate_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "harness/campaign/gate.h"
#include "harness/cli/nearest.h"
#include "harness/cli/values.h"
#include "harness/model/accepted_finding.h"
#include "scenarios/failure_modes/catalogue.h"

namespace crashproof::cli {
namespace {

struct Unit {
  std::string_view suffix;
  double seconds;
};
constexpr std::array units = {Unit{"s", 1}, Unit{"m", 60}, Unit{"h", 3600}};

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

bool is_known(const std::string& code) {
  const std::vector<std::string> known = finding_codes();
  return std::ranges::find(known, code) != known.end();
}

std::string unknown_code(const std::string& code) {
  return fmt::format(
      "no finding has the code '{}'{} (crashproof explain lists them; one without a "
      "cause is called {})",
      code, suggestion(code, finding_codes()), unclassified_code);
}

}  // namespace

double duration_of(const Given& given) {
  const std::string_view text = text_of(given);
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.suffix)) continue;
    const auto number = number_in(text.substr(0, text.size() - unit.suffix.size()));
    if (number && *number > 0) return *number * unit.seconds;
  }
  reject(given, fmt::format("'{}' is not a time such as 60s, 5m or 1h", text));
}

double share_of(const Given& given) {
  constexpr double all = 100;
  const std::string_view text = text_of(given);
  const auto number =
      text.ends_with('%') ? number_in(text.substr(0, text.size() - 1)) : std::nullopt;
  if (!number || *number < 0 || *number > all)
    reject(given, fmt::format("'{}' is not a part such as 80%", text));
  return *number / all;
}

std::vector<std::string> finding_codes() {
  std::vector<std::string> codes;
  for (const FailureMode& mode : failure_modes()) codes.emplace_back(mode.code);
  codes.emplace_back(unclassified_code);
  return codes;
}

std::vector<std::string> codes_of(const Given& given) {
  std::vector<std::string> codes;
  for (const std::string& value : given.values) {
    for (std::size_t at = 0; at <= value.size();) {
      const std::size_t end = std::min(value.find(',', at), value.size());
      codes.push_back(value.substr(at, end - at));
      if (!is_known(codes.back())) reject(given, unknown_code(codes.back()));
      at = end + 1;
    }
  }
  return codes;
}

std::vector<Allowance> allowances_of(const Given& given) {
  constexpr std::string_view until = " until ";
  std::vector<Allowance> allowances;
  for (const std::string& value : given.values) {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos)
      reject(given, fmt::format("'{}' gives no reason: write CODE=REASON", value));
    Allowance allowance;
    allowance.code = value.substr(0, equals);
    allowance.reason = value.substr(equals + 1);
    allowance.place = given.source;
    if (const std::size_t at = allowance.code.find(until); at != std::string::npos) {
      allowance.until = allowance.code.substr(at + until.size());
      allowance.code.resize(at);
    }
    check_allowance(allowance);
    allowances.push_back(std::move(allowance));
  }
  return allowances;
}

void check_allowance(const Allowance& allowance) {
  const auto refuse = [&allowance](const std::string& why) {
    throw UsageError(fmt::format("{}: {}", allowance.place, why));
  };
  if (!is_known(allowance.code)) refuse(unknown_code(allowance.code));
  if (allowance.reason.find_first_not_of(" \t") == std::string::npos)
    refuse(fmt::format("{} is accepted for no reason: give one", allowance.code));
  if (!allowance.until.empty() && !is_date(allowance.until))
    refuse(fmt::format("'{}' is not a day such as 2027-01-31", allowance.until));
}

}  // namespace crashproof::cli
