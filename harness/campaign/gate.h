// Which findings count, and how much has to be tried: what a gate such as CI asks of an audit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

struct Report;

// Findings that the user lives with.
struct Allowance {
  std::string code;    // "CP010", or "unclassified"
  std::string path;    // glob that every file which such a finding harms must match; "": any file
  std::string reason;  // never empty
  std::string until;   // the last day on which it holds, "2027-01-31"; "": no end
  std::string place;   // where it stands: "--allow", "crashproof.toml:12"

  bool operator==(const Allowance&) const = default;
};

struct Gate {
  double least_coverage = 0;      // share of the distinct states, 0 … 1
  std::vector<std::string> only;  // codes that count; empty: all
  std::vector<Allowance> allowances;
};

// Sorts the report's findings into those that count, those that are accepted and those that were
// not asked for, and notes each allowance that has ended or that met nothing. `today` is like
// Allowance::until. Pure.
void pass_gate(Report& report, const Gate& gate, const std::string& today);

// The date in UTC, so that it is the same on every machine.
std::string today_in_utc();

// "2027-01-31", and such a day exists.
bool is_date(std::string_view text);

}  // namespace crashproof
