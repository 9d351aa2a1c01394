// A table by check; what is not in it is named as the user named it.
#include "reports/consequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/model/printable.h"

namespace crashproof::reports {
namespace {

constexpr std::string_view another_end = "the job does not end as an uninterrupted run does";

struct Consequence {
  std::string_view check;
  std::string_view phrase;
  std::string_view instead;  // of another_end: what it says of the job; "" if that says it
};
constexpr std::array known_consequences = {
    Consequence{"no-loss", "data lost", ""},
    Consequence{"not-torn", "torn data left", ""},
    Consequence{"no-undedupable-duplicates", "duplicates left", ""},
    Consequence{"no-extra", "data left that no run makes", ""},
    Consequence{"resume-ends", "the resume fails", ""},
    Consequence{"keeps-promises", "reported work lost", "what the outside was told before is gone"},
    Consequence{"refuses-unknown-version", "unknown version written over",
                "what another version had saved is gone"},
    Consequence{"stops-in-time", "does not stop in time", "the job outlives its grace time"},
    Consequence{"redo-after-stop", "a graceful stop leaves work to be done again",
                "a rerun does more again than was in flight"},
    Consequence{"redo-bound", "too much done again", "a rerun does more again than is allowed"},
};

const Consequence* known_consequence(const std::string& check) {
  const auto* known =
      std::find_if(known_consequences.begin(), known_consequences.end(),
                   [&check](const Consequence& candidate) { return candidate.check == check; });
  return known == known_consequences.end() ? nullptr : known;
}

// Null if one of the checks is about how the job ends.
const Consequence* other_than_its_end(const std::vector<std::string>& checks) {
  const Consequence* first = nullptr;
  for (const std::string& check : checks) {
    const Consequence* known = known_consequence(check);
    if (known == nullptr || known->instead.empty()) return nullptr;
    if (first == nullptr) first = known;
  }
  return first;
}

}  // namespace

bool is_about_its_end(const std::vector<std::string>& checks) {
  return other_than_its_end(checks) == nullptr;
}

std::string consequences(const Finding& finding) {
  std::string text;
  for (const std::string& check : finding.checks) {
    const Consequence* known = known_consequence(check);
    if (!text.empty()) text += ", ";
    // The check is about contents too, and these are right.
    if (finding.kind == Finding::Kind::altered && check == "not-torn")
      text += "wrong permissions or type left";
    else
      text += known == nullptr ? "violates " + printable(check) : std::string(known->phrase);
  }
  return text.empty() ? "a check is violated" : text;
}

std::string_view therefore(const std::vector<std::string>& checks) {
  const Consequence* other = other_than_its_end(checks);
  return other == nullptr ? another_end : other->instead;
}

std::string aftermath(const Finding& finding) {
  return fmt::format("{}: {}", is_about_its_end(finding.checks) ? ", then a rerun" : "",
                     therefore(finding.checks));
}

}  // namespace crashproof::reports
