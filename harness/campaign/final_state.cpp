// Keeps the set of paths that differ from the crash-free final state.
#include "harness/campaign/final_state.h"

#include "harness/trial/tree.h"

namespace crashproof {

FinalState::FinalState(const Baseline& baseline, const ComparisonRules& rules, Sandbox& sandbox,
                       Documents& documents)
    : baseline_(baseline), rules_(rules), sandbox_(sandbox), documents_(documents) {
  std::set<std::string> paths;
  for (const auto& [path, entry] : baseline.final) paths.insert(path);
  for (const std::string& path : list_tree(sandbox.mirror_root())) paths.insert(path);
  for (const std::string& path : paths) examine(sandbox.mirror_root(), path, mirror_unequal_);
}

void FinalState::examine(const std::string& root, const std::string& path, Unequal& unequal) const {
  if (path.empty()) return;
  const auto wanted = baseline_.final.find(path);
  const bool is_wanted = wanted != baseline_.final.end();
  // A file of another size differs whatever it holds, so most are never hashed.
  std::optional<std::uint64_t> size;
  if (is_wanted && wanted->second.type == FileType::regular) size = wanted->second.size;
  const std::optional<FileEntry> found = read_entry(root, path, size);
  const bool equal = is_wanted ? found && *found == wanted->second : !found;
  if (equal) {
    unequal.erase(path);
  } else {
    unequal[path] = found;
  }
}

void FinalState::follow_mirror() {
  for (const std::string& path : sandbox_.take_touched()) {
    examine(sandbox_.mirror_root(), path, mirror_unequal_);
  }
}

std::vector<Difference> FinalState::differences(const std::string& command_output) {
  Unequal unequal = mirror_unequal_;
  for (const std::string& path : sandbox_.changed()) {
    examine(sandbox_.workspace(), path, unequal);
  }
  return compared(sandbox_.workspace(), std::move(unequal), command_output);
}

std::vector<Difference> FinalState::differences_in(const std::string& root,
                                                   const std::set<std::string>& paths) {
  Unequal unequal;
  for (const std::string& path : paths) examine(root, path, unequal);
  return compared(root, std::move(unequal), baseline_.command_output);
}

std::vector<Difference> FinalState::compared(const std::string& root, Unequal unequal,
                                             const std::string& command_output) {
  FoundState found;
  found.unequal = std::move(unequal);
  found.document = [this, &root](const std::string& path) {
    return documents_.in(root, path, true);
  };
  found.baseline_document = [this](const std::string& path) { return documents_.crash_free(path); };
  found.initial_document = [this](const std::string& path) { return documents_.initial(path); };
  found.command_output = command_output;
  return compare(baseline_, found, rules_, prepared_);
}

}  // namespace crashproof
