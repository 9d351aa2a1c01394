// Trees are read at once, documents on demand.
#include "harness/campaign/left_state.h"

#include <optional>

#include "harness/trial/tree.h"

namespace crashproof {

StateView view_of(const RunStore& store, const std::string& tree_name, Documents& documents,
                  const std::string& command_output) {
  const std::string root = store.path(tree_name);
  return {read_tree(root),
          [root, &documents](const std::string& path) { return documents.in(root, path, false); },
          [&documents](const std::string& path) { return documents.companions(path); },
          command_output};
}

FoundState found_state(const Baseline& baseline, const StateView& view, Documents& documents) {
  FoundState found;
  for (const auto& [path, entry] : baseline.final) {
    const auto here = view.tree.find(path);
    if (here == view.tree.end()) {
      found.unequal[path] = std::nullopt;
    } else if (here->second != entry) {
      found.unequal[path] = here->second;
    }
  }
  for (const auto& [path, entry] : view.tree) {
    if (!baseline.final.contains(path)) found.unequal[path] = entry;
  }
  found.document = view.document;
  found.baseline_document = [&documents](const std::string& path) {
    return documents.crash_free(path);
  };
  found.initial_document = [&documents](const std::string& path) {
    return documents.initial(path);
  };
  found.command_output = view.command_output;
  return found;
}

}  // namespace crashproof
