// Taking stock: what the source holds now, compared with what is known. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reference_pipeline/item.h"
#include "reference_pipeline/source.h"

namespace pipeline {

class Stock {
 public:
  // known_ids: of all registered items, in order.
  Stock(std::vector<std::string> known_ids, const std::vector<Item>& not_done);

  // All that is known of the file is done, so it was read before and did no harm.
  bool finished(const SourceFile& file) const;

  // Notes items that were read just now. Returns those that are not known, in order of id.
  std::vector<Item> note(const std::vector<Item>& items);

  // Known items whose file has left the source or has other content now. A file that is there and
  // could not be read says nothing.
  std::vector<std::string> gone(const std::vector<SourceFile>& listed) const;

 private:
  std::vector<std::string> known_ids_;
  std::set<std::string, std::less<>> finished_paths_;
  std::set<std::string, std::less<>> noted_ids_;
  std::set<std::string, std::less<>> noted_paths_;
};

}  // namespace pipeline
