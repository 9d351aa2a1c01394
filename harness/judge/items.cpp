// Counts who opens and makes which file how often.
#include "harness/judge/items.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string_view>

namespace crashproof {
namespace {

using Counts = std::map<std::string_view, std::uint64_t>;

Counts opens_in(const Trace& trace) {
  Counts opens;
  for (const Event& event : trace.events) {
    if (event.kind == EventKind::open) ++opens[event.path];
  }
  return opens;
}

std::uint64_t count_of(const Counts& counts, const std::string& path) {
  const auto found = counts.find(path);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

bool makes_file(EventKind kind) {
  return kind == EventKind::create || kind == EventKind::rename || kind == EventKind::link ||
         kind == EventKind::exchange || kind == EventKind::truncate;
}

std::vector<std::string> outputs_made_once(const Trace& trace, const FileTree& final_state) {
  Counts made;
  for (const Event& event : trace.events) {
    if (makes_file(event.kind)) ++made[subject_path(event)];
  }
  std::vector<std::string> outputs;
  for (const auto& [path, entry] : final_state) {
    if (entry.type == FileType::regular && count_of(made, path) == 1) outputs.push_back(path);
  }
  return outputs;
}

std::vector<std::vector<std::string>> default_items(const std::vector<std::string>& inputs,
                                                    const Trace& trace, const Trace& rerun,
                                                    const FileTree& final_state) {
  const Counts opens = opens_in(trace);
  const Counts opens_again = opens_in(rerun);
  std::vector<std::string> read_once_for_all;
  std::vector<std::string> read_more_often;
  for (const std::string& path : inputs) {
    const std::uint64_t again = count_of(opens_again, path);
    if (again == 0) read_once_for_all.push_back(path);
    if (count_of(opens, path) > again) read_more_often.push_back(path);
  }
  if (!read_once_for_all.empty()) return {read_once_for_all};
  std::vector<std::vector<std::string>> groups{read_more_often,
                                               outputs_made_once(trace, final_state)};
  std::erase_if(groups, [](const auto& group) { return group.empty(); });
  return groups;
}

}  // namespace crashproof
