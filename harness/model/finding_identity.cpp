// Texts that say what a finding is about, hashed, so that they fit into any field.
#include "harness/model/finding_identity.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace crashproof {
namespace {

bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool has_digit(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

// A run of hex digits that is long, or is all digits, tells one item from another and no more.
std::size_t length_of_number(std::string_view text) {
  std::size_t hex = 0;
  while (hex < text.size() && is_hex(text[hex])) ++hex;
  constexpr std::size_t long_run = 8;
  if (hex >= long_run && has_digit(text.substr(0, hex))) return hex;
  std::size_t digits = 0;
  while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) {
    ++digits;
  }
  return digits;
}

// Paths and names are bytes of any kind but NUL.
class Parts {
 public:
  void add(std::string_view part) { text_.append(part).push_back('\0'); }
  std::string digest() const {
    return fmt::format("{:016x}", XXH3_64bits(text_.data(), text_.size()));
  }

 private:
  std::string text_;
};

std::set<std::string> sorts_of(const std::vector<std::string>& paths) {
  std::set<std::string> sorts;
  for (const std::string& path : paths) sorts.insert(sort_of_path(path));
  return sorts;
}

// Without a cause only the window is known, or the schedule where there is no window.
void add_window(Parts& parts, const Finding& finding) {
  parts.add(finding.fault);
  parts.add(name_of(finding.kind));
  parts.add(finding.only_cuts ? "cut" : "");
  if (finding.example.point) {
    parts.add(sort_of_path(finding.opened_by));
    parts.add(sort_of_path(finding.closed_by));
  } else {
    parts.add(sort_of_path(finding.schedule));
  }
}

Parts cause_of(const Finding& finding) {
  Parts parts;
  const std::string& code = finding.diagnosis.code;
  parts.add(code);
  if (code.empty()) {
    add_window(parts, finding);
    return parts;
  }
  parts.add(finding.fault.substr(0, finding.fault.find('[')));
  const std::set<std::string> blamed = sorts_of(finding.diagnosis.blamed);
  for (const std::string& sort : blamed) parts.add(sort);
  if (blamed.empty()) add_window(parts, finding);
  return parts;
}

// Lines move with every edit above them.
void add_place(Parts& parts, const CallSite& site) {
  parts.add(site.place.file);
  parts.add(site.place.function);
}

}  // namespace

std::string sort_of_path(const std::string& path) {
  std::string sort;
  for (std::size_t at = 0; at < path.size();) {
    const bool begins = at == 0 || !is_hex(path[at - 1]);
    const std::size_t number = begins || std::isdigit(static_cast<unsigned char>(path[at])) != 0
                                   ? length_of_number(std::string_view(path).substr(at))
                                   : 0;
    if (number > 0) {
      sort += '#';
      at += number;
    } else {
      sort += path[at++];
    }
  }
  return sort;
}

std::string cause_fingerprint(const Finding& finding) {
  return cause_of(finding).digest();
}

std::string fingerprint(const Finding& finding) {
  Parts parts = cause_of(finding);
  add_place(parts, finding.opener_place);
  add_place(parts, finding.closer_place);
  return parts.digest();
}

}  // namespace crashproof
