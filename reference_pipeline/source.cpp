// Listing and digesting the source.
#include "reference_pipeline/source.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <exception>
#include <mutex>

#include "reference_pipeline/digest.h"
#include "reference_pipeline/file.h"
#include "reference_pipeline/workers.h"

namespace pipeline {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> regular_files(const fs::path& source) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(source)) {
    if (entry.symlink_status().type() == fs::file_type::regular) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

Item item_of(const fs::path& source, const fs::path& file_path) {
  File file(file_path, O_RDONLY);
  Digest digest;
  std::uint64_t size_bytes = 0;
  std::array<char, 64 * 1024> buffer;
  while (const std::size_t read_bytes = file.read_some(buffer.data(), buffer.size())) {
    digest.update({buffer.data(), read_bytes});
    size_bytes += read_bytes;
  }
  return make_item(file_path.lexically_relative(source), digest.hex(), size_bytes);
}

}  // namespace

std::vector<Item> list_source(const fs::path& source, int worker_count, Failures& failures) {
  std::mutex mutex;
  std::vector<Item> items;
  for_each_in_parallel(worker_count, regular_files(source), [&](const fs::path& file_path) {
    try {
      Item item = item_of(source, file_path);
      const std::lock_guard lock(mutex);
      items.push_back(std::move(item));
    } catch (const std::exception& error) {
      failures.add("source", error.what());
    }
  });
  std::ranges::sort(items, {}, &Item::id);
  return items;
}

}  // namespace pipeline
