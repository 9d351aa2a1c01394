// Listing and digesting the source.
#include "reference_pipeline/source.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "reference_pipeline/digest.h"
#include "reference_pipeline/file.h"

namespace pipeline {

namespace fs = std::filesystem;

std::vector<SourceFile> list_source(const fs::path& source) {
  std::vector<SourceFile> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(source)) {
    if (entry.symlink_status().type() != fs::file_type::regular) continue;
    files.push_back({escape_path(entry.path().lexically_relative(source).native())});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

Item read_item(const fs::path& source, const SourceFile& listed) {
  File file(source_file(source, listed.path), O_RDONLY);
  Digest digest;
  std::uint64_t size_bytes = 0;
  std::array<char, 64 * 1024> buffer;
  while (const std::size_t read_bytes = file.read_some(buffer.data(), buffer.size())) {
    digest.update({buffer.data(), read_bytes});
    size_bytes += read_bytes;
  }
  return make_item(listed.path, digest.hex(), size_bytes);
}

}  // namespace pipeline
