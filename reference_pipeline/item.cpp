// Keys of items.
#include "reference_pipeline/item.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "reference_pipeline/digest.h"

namespace pipeline {

std::string escape_path(std::string_view path) {
  std::string escaped;
  for (const unsigned char byte : path) {
    const bool plain = byte > ' ' && byte < 0x7f && byte != '%' && byte != '@';
    if (plain) {
      escaped.push_back(static_cast<char>(byte));
    } else {
      fmt::format_to(std::back_inserter(escaped), "%{:02X}", byte);
    }
  }
  return escaped;
}

std::string unescape_path(std::string_view escaped) {
  std::string path;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '%' && i + 2 < escaped.size()) {
      path.push_back(
          static_cast<char>(std::stoi(std::string(escaped.substr(i + 1, 2)), nullptr, 16)));
      i += 2;
    } else {
      path.push_back(escaped[i]);
    }
  }
  return path;
}

Item make_item(std::string path, std::string digest, std::uint64_t size_bytes) {
  Item item;
  item.path = std::move(path);
  item.id = item.path + "@" + digest;
  item.digest = std::move(digest);
  item.size_bytes = size_bytes;
  item.partition = std::stoi(digest_of(item.path).substr(0, 4), nullptr, 16) % kPartitionCount;
  return item;
}

std::string_view path_of_id(std::string_view id) {
  return id.substr(0, id.rfind('@'));
}

std::filesystem::path source_file(const std::filesystem::path& source, std::string_view item_path) {
  return source / unescape_path(item_path);
}

}  // namespace pipeline
