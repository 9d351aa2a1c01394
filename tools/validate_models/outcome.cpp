// Looks at the lines of steps.cpp.
#include "tools/validate_models/outcome.h"

#include <algorithm>
#include <set>

namespace crashproof {
namespace {

constexpr std::size_t kLine_bytes = 64;
constexpr std::size_t kVersionAt = sizeof data_magic;  // behind the magic and a space

const ObservedNode* node_at(const ObservedTree& tree, const std::string& path) {
  const auto found = tree.find(path);
  return found == tree.end() ? nullptr : &found->second;
}

std::string versions_in(const std::string& content) {
  std::string versions;
  bool records = false;
  for (std::size_t at = kVersionAt; at < content.size(); at += kLine_bytes) {
    const char version = content[at];
    if (version >= '0' && version <= '9') records = true;
    if ((version == 'O' || version == 'N') && versions.find(version) == std::string::npos) {
      versions += version;
    }
  }
  if (records) versions += "+records";
  if (content.find('\0') != std::string::npos) versions += "+NUL";
  return versions;
}

std::string describe_node(const ObservedNode* node, const ObservedNode* before,
                          const ObservedNode* after) {
  if (node == nullptr) return "-";
  if (node->directory) return "d";
  if (before != nullptr && *node == *before) return "O";
  if (after != nullptr && *node == *after) return "N";
  if (node->content.empty()) return "0";
  if (node->content.find_first_not_of('\0') == std::string::npos) return "NUL";
  const std::size_t full = std::max(before != nullptr ? before->content.size() : 0,
                                    after != nullptr ? after->content.size() : 0);
  return versions_in(node->content) + (node->content.size() < full ? "~" : "");
}

}  // namespace

std::string outcome_of(const RecordedWorkload& recorded, const ObservedTree& tree) {
  std::set<std::string> paths;
  for (const ObservedTree* one : {&recorded.initial, &recorded.final, &tree}) {
    for (const auto& [path, node] : *one) paths.insert(path);
  }
  std::string text;
  for (const std::string& path : paths) {
    if (!text.empty()) text += " ";
    text += path + "=" +
            describe_node(node_at(tree, path), node_at(recorded.initial, path),
                          node_at(recorded.final, path));
  }
  return text;
}

}  // namespace crashproof
