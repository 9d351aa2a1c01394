// An item: one source file with one content. A file whose content changes becomes a new item.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace pipeline {

// How many partitions the load stage has. It is part of what lies on disk, and therefore not an
// option: the number of workers may change from run to run, the partition of an item may not.
inline constexpr int kPartitionCount = 2;

struct Item {
  std::string id;      // PATH@DIGEST: the key of everything that is kept about the item
  std::string path;    // relative to the source, escaped to printable ASCII
  std::string digest;  // of the content, 32 hex digits
  std::uint64_t size_bytes = 0;
  int partition = 0;  // 0 … kPartitionCount-1, from the path alone

  bool operator==(const Item&) const = default;
};

// An item from what was found in the source; path: relative to it, escaped.
Item make_item(std::string path, std::string digest, std::uint64_t size_bytes);

// The path of the item with this id.
std::string_view path_of_id(std::string_view id);

// The file that the item was made of.
std::filesystem::path source_file(const std::filesystem::path& source, std::string_view item_path);

// Any path as printable ASCII, reversibly: other bytes, '%' and '@' become %XX.
std::string escape_path(std::string_view path);
std::string unescape_path(std::string_view escaped);

}  // namespace pipeline
