// What a trial left, as a difference to the crash-free final state, at a cost that grows with what
// changed and not with the tree.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/campaign/documents.h"
#include "harness/judge/baseline.h"
#include "harness/judge/compare.h"
#include "harness/model/subject.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

// Knows at each point which paths of the mirror differ from the crash-free final state, so that a
// trial adds only what its resume changed. All arguments must outlive it.
class FinalState {
 public:
  FinalState(const Baseline& baseline, const ComparisonRules& rules, Sandbox& sandbox,
             Documents& documents);

  // After each Sandbox::roll_to.
  void follow_mirror();
  // Between the last resume and Sandbox::end. May change the files of the trial by reading them.
  std::vector<Difference> differences(const std::string& command_output);
  // The same of another tree, or of the sandbox's workspace, looking at these paths alone. The
  // user's state command is not asked.
  std::vector<Difference> differences_in(const std::string& root,
                                         const std::set<std::string>& paths);

 private:
  using Unequal = std::map<std::string, std::optional<FileEntry>>;

  std::vector<Difference> compared(const std::string& root, Unequal unequal,
                                   const std::string& command_output);
  void examine(const std::string& root, const std::string& path, Unequal& unequal) const;

  const Baseline& baseline_;
  const ComparisonRules& rules_;
  Sandbox& sandbox_;
  Documents& documents_;
  Unequal mirror_unequal_;
  PreparedDocuments prepared_;
};

}  // namespace crashproof
