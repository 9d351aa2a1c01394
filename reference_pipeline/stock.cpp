// Comparing the source with what is known of it.
#include "reference_pipeline/stock.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pipeline {

Stock::Stock(std::vector<std::string> known_ids, const std::vector<Item>& not_done)
    : known_ids_(std::move(known_ids)) {
  for (const std::string& id : known_ids_) finished_paths_.emplace(path_of_id(id));
  for (const Item& item : not_done) finished_paths_.erase(item.path);
}

bool Stock::finished(const SourceFile& file) const {
  return finished_paths_.contains(file.path);
}

std::vector<Item> Stock::note(const std::vector<Item>& items) {
  std::vector<Item> added;
  for (const Item& item : items) {
    noted_ids_.insert(item.id);
    noted_paths_.insert(item.path);
    if (!std::ranges::binary_search(known_ids_, item.id)) added.push_back(item);
  }
  std::ranges::sort(added, {}, &Item::id);
  return added;
}

std::vector<std::string> Stock::gone(const std::vector<SourceFile>& listed) const {
  std::vector<std::string> ids;
  std::ranges::copy_if(known_ids_, std::back_inserter(ids), [&](const std::string& id) {
    const std::string_view path = path_of_id(id);
    const bool there = std::ranges::binary_search(listed, path, {}, &SourceFile::path);
    return !there || (noted_paths_.contains(path) && !noted_ids_.contains(id));
  });
  return ids;
}

}  // namespace pipeline
