// Names of the small enumerations, as they stand in run directories and reports.
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/model/evidence.h"
#include "harness/model/file_history.h"
#include "harness/model/finding.h"
#include "harness/model/verdict.h"

namespace crashproof {
namespace {

template <typename Value, std::size_t Size>
using Names = std::array<std::pair<Value, std::string_view>, Size>;

constexpr Names<Difference::Class, 7> difference_classes{{
    {Difference::Class::lost, "lost"},
    {Difference::Class::older, "older"},
    {Difference::Class::torn, "torn"},
    {Difference::Class::altered, "altered"},
    {Difference::Class::duplicated, "duplicated"},
    {Difference::Class::extra, "extra"},
    {Difference::Class::litter, "litter"},
}};

constexpr Names<Outcome, 3> outcomes{{
    {Outcome::holds, "holds"},
    {Outcome::inconclusive, "inconclusive"},
    {Outcome::violated, "violated"},
}};

constexpr Names<Finding::Status, 3> statuses{{
    {Finding::Status::confirmed, "confirmed"},
    {Finding::Status::unconfirmed, "unconfirmed"},
    {Finding::Status::replayed, "replayed"},
}};

constexpr Names<Finding::Kind, 10> kinds{{
    {Finding::Kind::hangs, "hangs"},
    {Finding::Kind::fails, "fails"},
    {Finding::Kind::loss, "loss"},
    {Finding::Kind::duplicates, "duplicates"},
    {Finding::Kind::extra, "extra"},
    {Finding::Kind::altered, "altered"},
    {Finding::Kind::promises, "promises"},
    {Finding::Kind::stopping, "stopping"},
    {Finding::Kind::versions, "versions"},
    {Finding::Kind::redo, "redo"},
}};

constexpr Names<Certainty, 3> certainties{{
    {Certainty::unclassified, "unclassified"},
    {Certainty::likely, "likely"},
    {Certainty::proved, "proved"},
}};

constexpr Names<Role, 8> roles{{
    {Role::other, "other"},
    {Role::input, "input"},
    {Role::checkpoint, "checkpoint"},
    {Role::artifact, "artifact"},
    {Role::log, "log"},
    {Role::journal, "journal"},
    {Role::database, "database"},
    {Role::temporary, "temporary"},
}};

template <typename Value, std::size_t Size>
std::string_view name_in(const Names<Value, Size>& names, Value value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  return "?";
}

template <typename Value, std::size_t Size>
std::optional<Value> value_in(const Names<Value, Size>& names, std::string_view name) {
  for (const auto& [value, candidate] : names) {
    if (candidate == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Difference::Class what) {
  return name_in(difference_classes, what);
}
std::optional<Difference::Class> difference_class_named(std::string_view name) {
  return value_in(difference_classes, name);
}

std::string_view name_of(Outcome outcome) {
  return name_in(outcomes, outcome);
}
std::optional<Outcome> outcome_named(std::string_view name) {
  return value_in(outcomes, name);
}

std::string_view name_of(Certainty certainty) {
  return name_in(certainties, certainty);
}
std::optional<Certainty> certainty_named(std::string_view name) {
  return value_in(certainties, name);
}

std::string_view name_of(Role role) {
  return name_in(roles, role);
}
std::optional<Role> role_named(std::string_view name) {
  return value_in(roles, name);
}

std::string_view name_of(Finding::Status status) {
  return name_in(statuses, status);
}
std::optional<Finding::Status> finding_status_named(std::string_view name) {
  return value_in(statuses, name);
}

std::string_view name_of(Finding::Kind kind) {
  return name_in(kinds, kind);
}
std::optional<Finding::Kind> finding_kind_named(std::string_view name) {
  return value_in(kinds, name);
}

}  // namespace crashproof
