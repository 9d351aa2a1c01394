// CP010: an effect is made again, and nothing tells its copies apart.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/series.h"

namespace crashproof::modes {
namespace {

bool violates(const Finding& finding, const std::string& check) {
  return std::ranges::find(finding.checks, check) != finding.checks.end() ||
         std::ranges::find(finding.other_checks, check) != finding.other_checks.end();
}

// A key over the columns would take two equal rows of the input for one.
constexpr const char* or_a_key =
    ", or give each row a unique key that names the input it comes from (equal rows may be meant), "
    "and insert it once";

bool is_one_of_several_checkpoints(const Case& c, const FileHistory& checkpoint) {
  return std::ranges::any_of(c.ground().files, [&](const FileHistory& file) {
    return file.path != checkpoint.path && file.role == Role::checkpoint &&
           are_of_one_series(file.path, checkpoint.path);
  });
}

// For something added to a file. A length that one of several checkpoints holds would cut off what
// the others tell of.
std::string remedy_for_file(const Case& c, const FileHistory& b, const std::string& made) {
  constexpr std::string_view skip =
      "write the key of the item in each record, and skip at the start the keys that are there";
  if (is_one_of_several_checkpoints(c, b)) return std::string(skip);
  const std::string where = b.role == Role::checkpoint
                                ? "save the length of " + made + " in the checkpoint"
                                : "save after each item what is done and how long " + made + " is";
  return fmt::format("{}, and cut it back to that at the start (to 0 where none is saved); or {}",
                     where, skip);
}

// "" where the effect is neither rows nor what was added to a file. Against values that are changed
// twice a key is no help.
std::string remedy_for(const Case& c, const Window& window, const Crossed& crossed) {
  const bool copies = c.finding().kind == Finding::Kind::duplicates;
  const char* key = copies && !violates(c.finding(), "not-torn") ? or_a_key : "";
  if (const std::string database = common_database(crossed); !database.empty()) {
    return fmt::format("put both into one transaction of {}{}", database, key);
  }
  const std::string& made = crossed.a->path;
  if (!crossed.a->companions.empty()) {
    return fmt::format("keep the checkpoint in {}, in one transaction with the rows{}", made, key);
  }
  if (!copies) return "";
  if (c.trace().events[*window.opener].kind != EventKind::write) return "";
  return remedy_for_file(c, *crossed.b, made);
}

// What is damaged is what A made: so A is the effect, and B, which came later, its checkpoint. A
// step that destroys what it works on, done twice, leaves a wrong value rather than a copy.
std::optional<Diagnosis> recognise(Case& c) {
  const Finding::Kind kind = c.finding().kind;
  const bool twice = kind == Finding::Kind::duplicates;
  if (!is_about(c.finding(), "kill") || (!twice && kind != Finding::Kind::loss)) {
    return std::nullopt;
  }
  std::optional<Crossed> crossed = cross(c);
  if (!crossed) return std::nullopt;
  // Of several effects before one checkpoint each undoes its own share, and B done tells of all.
  const bool one_of_several = twice && crossed->undone == Effect::eases && turns(crossed->applied);
  if (!turns(crossed->undone) && !one_of_several) return std::nullopt;
  if (!is_damaged(c.finding(), crossed->a_name)) return std::nullopt;
  const Window window = window_of(c);
  const bool proved = crossed->holds() && !turns(crossed->control);
  Diagnosis diagnosis = diagnosis_with("CP010", proved ? Certainty::proved : Certainty::likely);
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore =
      fmt::format("A is done, and {} does not say so before B: the rerun does it again, and {}",
                  crossed->b_name,
                  twice ? "no key removes the copy" : "what it works on is no longer what it was");
  diagnosis.remedy = remedy_for(c, window, *crossed);
  diagnosis.blamed = {crossed->a_name, crossed->b_name};
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode duplicate_effect{"CP010", recognise};

}  // namespace crashproof::modes
