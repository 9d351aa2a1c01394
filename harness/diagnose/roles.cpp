// A short list of rules, the first that fits.
#include "harness/diagnose/roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

// Versions in which the file was there and nothing of the one before was left.
std::ptrdiff_t replacements(const FileHistory& file) {
  return std::ranges::count_if(file.versions, [](const FileVersion& version) {
    return version.present && version.replaces;
  });
}

bool only_grows(const FileHistory& file) {
  const auto adds = [](const FileVersion& version) { return version.present && !version.replaces; };
  const auto first = file.versions.begin() + (file.at_start ? 0 : 1);
  return file.versions.size() > 1 && std::all_of(first, file.versions.end(), adds);
}

Role observed_role(const FileHistory& file, bool read_by_resumes) {
  if (!file.companions.empty()) return Role::database;
  if (file.versions.empty()) return Role::input;
  if (!file.at_start && !file.at_end) return Role::temporary;
  if (only_grows(file)) return read_by_resumes ? Role::journal : Role::log;
  const bool again = replacements(file) > (file.at_start ? 0 : 1);
  if (again && read_by_resumes) return Role::checkpoint;
  return !file.at_start && !again ? Role::artifact : Role::other;
}

}  // namespace

RoleHint parse_role_hint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::optional<Role> role = role_named(text.substr(colon == text.npos ? 0 : colon + 1));
  if (colon == std::string_view::npos || colon == 0 || !role) {
    throw std::invalid_argument(fmt::format(
        "'{}' gives no file a role: write GLOB:ROLE, e.g. state/*.json:checkpoint; roles are "
        "checkpoint, artifact, log, journal, database, temporary, input and other",
        text));
  }
  return {std::string(text.substr(0, colon)), *role};
}

void assign_roles(std::vector<FileHistory>& files, const std::vector<const ResumeWork*>& works,
                  const std::vector<RoleHint>& hints) {
  std::set<std::string> read;
  for (const ResumeWork* work : works) read.insert(work->reads.begin(), work->reads.end());
  for (FileHistory& file : files) {
    const auto hint = std::ranges::find_if(
        hints, [&](const RoleHint& each) { return glob_matches(each.glob, file.path); });
    file.role = hint == hints.end() ? observed_role(file, read.contains(file.path)) : hint->role;
  }
}

}  // namespace crashproof
