// How a final state differs from the crash-free one, by meaning.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/baseline.h"
#include "harness/judge/prepared_document.h"
#include "harness/model/evidence.h"
#include "harness/model/state.h"

namespace crashproof {

// What is known of a final state: only the paths whose entry is not that of Baseline::final.
struct FoundState {
  std::map<std::string, std::optional<FileEntry>> unequal;  // nullopt: missing
  // Documents on demand, of the found state and of the crash-free one: of unequal paths that are
  // regular files in both, and of a database where only a companion file is unequal. Both read by
  // the reader chosen for the crash-free file; nullopt: compared by bytes. Of states that stay they
  // are asked once a path.
  std::function<std::optional<Document>(const std::string& path)> document;
  std::function<std::optional<Document>(const std::string& path)> baseline_document;
  // The same of the state before the run, which tells an older record from a torn one. Asked only
  // for regular files of Baseline::initial. May be empty, then such records are torn.
  std::function<std::optional<Document>(const std::string& path)> initial_document;
  std::string command_output;
};

// Cost grows with the unequal paths only. A path is unequal in raw bytes; it may well be equal in
// meaning, and then yields nothing. One Difference a class and path (or table), in order of paths;
// dedupable copies apart from others. Paths that the rules leave out are skipped. Throws what the
// callbacks throw. `kept` holds what was read of the crash-free state and of the one before the
// run: hand in the same for many found states, of one baseline and with the same rules.
std::vector<Difference> compare(const Baseline& baseline, const FoundState& found,
                                const ComparisonRules& rules, PreparedDocuments& kept);
// Of a single found state.
std::vector<Difference> compare(const Baseline& baseline, const FoundState& found,
                                const ComparisonRules& rules);

}  // namespace crashproof
