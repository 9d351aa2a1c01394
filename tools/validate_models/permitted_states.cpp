// Puts each survival together by files, not by paths, so that a file can be told from another that
// has its name.
#include "tools/validate_models/permitted_states.h"

#include <algorithm>
#include <utility>

#include "harness/model/surviving_states.h"

namespace crashproof {
namespace {

InitialTree initial_tree_of(const ObservedTree& tree) {
  InitialTree initial;
  initial.entry = [&tree](const std::string& path) -> std::optional<InitialEntry> {
    InitialEntry entry;
    if (path.empty()) {
      entry.type = FileType::directory;
      return entry;
    }
    const auto found = tree.find(path);
    if (found == tree.end()) return std::nullopt;
    entry.type = found->second.directory ? FileType::directory : FileType::regular;
    entry.size = found->second.content.size();
    return entry;
  };
  initial.read = [&tree](const std::string& path, std::uint64_t offset, std::uint64_t length) {
    const std::string& content = tree.at(path).content;
    return offset < content.size() ? content.substr(offset, length) : std::string();
  };
  initial.names = [&tree](const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& [path, node] : tree) {
      const std::size_t slash = path.rfind('/');
      const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
      if (parent == directory) names.push_back(path.substr(slash + 1));
    }
    return names;
  };
  initial.counts = [](std::string_view) { return false; };
  return initial;
}

}  // namespace

PermittedStates::PermittedStates(const PersistenceModel& model, const Trace& trace,
                                 const ObservedTree& initial, const PersistenceLimits& limits)
    : initial_(initial), effects_(trace, initial_tree_of(initial)), before_(effects_) {
  const std::unique_ptr<SurvivalSource> source = model.over(effects_);
  for (std::uint64_t moment = 0; moment <= effects_.size(); ++moment) {
    left_out_ += source->survivals(moment, limits,
                                   [&](Survival survival) { add(std::move(survival), *source); });
  }
}

void PermittedStates::add(Survival survival, const SurvivalSource& source) {
  PermittedState state;
  state.from = survival.failed_after;
  state.until = source.possible_until(survival);
  state.changes = &*all_changes_.insert(changes_of(survival)).first;
  state.names = &*all_names_.insert(names_of(survival)).first;
  for (const auto& [path, name] : *state.names) {
    if (name.directory) continue;
    state.contents[path] = &*all_contents_.insert(content_of(name, survival)).first;
  }
  state.survival = std::move(survival);
  states_.push_back(std::move(state));
}

SurvivingChanges PermittedStates::changes_of(const Survival& survival) const {
  SurvivingChanges changes;
  for (std::uint64_t i = 0; i < survival.failed_after; ++i) {
    const bool survives = fate_of(i, survival, effects_).how != Fate::How::lost;
    if (effects_.is_change_of_names(i) && survives) changes.push_back(i);
  }
  return changes;
}

PermittedNames PermittedStates::names_of(const Survival& survival) const {
  Image after = before_.fork();
  for (std::uint64_t i = 0; i < survival.failed_after; ++i) {
    const bool about_names = effects_[i].slot != 0 || effects_[i].target_slot != 0;
    const Fate fate = fate_of(i, survival, effects_);
    if (about_names && fate.how != Fate::How::lost) after.change_names(i, fate);
  }
  PermittedNames names;
  after.walk_workspace([&](const ImageNode& node) {
    if (node.path.empty()) return;
    names[node.path] = {node.type == FileType::directory, node.file, node.initial_path};
  });
  return names;
}

std::string PermittedStates::content_of(const PermittedName& name, const Survival& survival) const {
  if (name.file == 0) return initial_.at(name.initial_path).content;
  Content content(effects_.birth(name.file).initial_bytes);
  for (const std::uint64_t change : effects_.changes_of_content(name.file)) {
    const Fate fate = fate_of(change, survival, effects_);
    if (fate.how != Fate::How::lost) apply_to_content(content, effects_.event(change), fate);
  }
  return content.bytes(before_.source_of(name.file));
}

}  // namespace crashproof
