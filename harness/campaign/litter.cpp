// Looks each path up among the files of the map.
#include "harness/campaign/litter.h"

#include <algorithm>
#include <map>

#include "harness/model/finding_identity.h"

namespace crashproof {
namespace {

// Litter is what the crash-free run makes and removes, so what has no other part to play is a
// temporary file: roles say which has, such as the journal of a database.
std::map<std::string, Role> roles_by_sort(const CrashMap& map) {
  std::map<std::string, Role> roles;
  for (const CrashMap::PathRow& row : map.paths)
    roles.emplace(sort_of_path(row.path), map.files.at(row.file).role);
  return roles;
}

}  // namespace

std::set<std::string> litter_of(const std::vector<JudgedTrial>& trials) {
  std::set<std::string> paths;
  for (const JudgedTrial& trial : trials) {
    for (const Difference& difference : trial.evidence.differences)
      if (difference.what == Difference::Class::litter) paths.insert(difference.path);
  }
  return paths;
}

void tell_litter(Report& report, const std::set<std::string>& litter, const CrashMap& map) {
  const std::map<std::string, Role> roles = roles_by_sort(map);
  const auto other = std::ranges::find_if(litter, [&roles](const std::string& path) {
    const auto role = roles.find(sort_of_path(path));
    return role != roles.end() && role->second != Role::temporary;
  });
  report.litter_temporary = !litter.empty() && other == litter.end();
  if (other != litter.end()) report.litter_example = *other;
}

}  // namespace crashproof
