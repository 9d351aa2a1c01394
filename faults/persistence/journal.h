// The common part of file systems that write names through a journal, in order: ext4 and xfs.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "faults/persistence/durability.h"
#include "faults/persistence/survival_list.h"
#include "harness/model/persistence_model.h"

namespace crashproof::persistence {

struct JournalRules {
  std::string_view name;
  // The size may come before the data: NUL bytes past the old end. Otherwise it comes after it, so
  // that a file that grew is a prefix of itself.
  bool size_before_data = false;
  // A rename over a file, and a rewrite after O_TRUNC, wait for the new data.
  bool replacing_waits_for_data = false;
};

std::unique_ptr<SurvivalSource> journal_source(const JournalRules& rules, const Effects& effects);

}  // namespace crashproof::persistence
