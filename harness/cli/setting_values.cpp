// Told by a setting's placeholder where that lists or names them, else by its name.
#include "harness/cli/setting_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>

#include "faults/catalogue.h"
#include "faults/persistence/catalogue.h"
#include "harness/cli/gate_values.h"
#include "harness/cli/profiles.h"
#include "reports/catalogue.h"
#include "scenarios/failure_modes/page.h"

namespace crashproof::cli {
namespace {

using Words = std::vector<std::string>;

template <typename Rows, typename Name>
Words names_in(const Rows& rows, Name name) {
  Words words;
  for (const auto& row : rows) words.emplace_back(name(row));
  return words;
}

Words faults() {
  return names_in(fault_catalogue(), [](const Fault& fault) { return fault.name; });
}
Words models() {
  return names_in(persistence_catalogue(),
                  [](const PersistenceModel* model) { return model->name; });
}
Words formats() {
  return names_in(report_writers(), [](const ReportWriter& writer) { return writer.name; });
}
Words profiles() {
  return names_in(built_in_profiles(), [](const BuiltInProfile& profile) { return profile.name; });
}
Words pages() {
  return names_in(failure_mode_pages(), [](const FailureModePage& page) { return page.code; });
}

struct Named {
  std::string_view setting;
  Words (*words)();
};
constexpr std::array by_name = {Named{"fault", faults}, Named{"model", models},
                                Named{"format", formats}, Named{"profile", profiles},
                                Named{"only", finding_codes}};

// "none|pages|all", where each is a word to be typed.
Words alternatives(std::string_view placeholder) {
  const bool typed = std::ranges::all_of(placeholder, [](char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '|';
  });
  Words words;
  for (std::size_t at = 0; typed && !placeholder.empty() && at <= placeholder.size();) {
    const std::size_t end = std::min(placeholder.find('|', at), placeholder.size());
    words.emplace_back(placeholder.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

ValuesOf values_of(const Setting& setting) {
  for (const Named& row : by_name)
    if (row.setting == setting.name) return {ValuesOf::Kind::words, row.words()};
  if (setting.placeholder == "DIR") return {ValuesOf::Kind::directories, {}};
  if (setting.placeholder == "FILE" || setting.placeholder == "PATH")
    return {ValuesOf::Kind::files, {}};
  Words words = alternatives(setting.placeholder);
  if (words.empty()) return {};
  return {ValuesOf::Kind::words, std::move(words)};
}

std::vector<std::string> operands_of(std::string_view verb, const Words& all_verbs) {
  if (verb == "explain") return pages();
  if (verb == "man") return all_verbs;
  if (verb == "completion") return {"bash", "zsh", "fish"};
  if (verb == "trace") return {"show"};
  if (verb != "faults") return {};
  Words names = faults();
  std::ranges::copy(models(), std::back_inserter(names));
  return names;
}

}  // namespace crashproof::cli
