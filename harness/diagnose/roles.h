// Which part each file plays, by how runs use it; never by its name. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/file_history.h"

namespace crashproof {

// "GLOB:ROLE" from the user's settings.
struct RoleHint {
  std::string glob;
  Role role = Role::other;

  bool operator==(const RoleHint&) const = default;
};
// Throws std::invalid_argument with one line for text that is not so.
RoleHint parse_role_hint(std::string_view text);

// Sets FileHistory::role. `works` are those of some resumes: what a resume reads steers it. Hints
// go before what was observed.
void assign_roles(std::vector<FileHistory>& files, const std::vector<const ResumeWork*>& works,
                  const std::vector<RoleHint>& hints);

}  // namespace crashproof
