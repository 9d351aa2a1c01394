// Looks versions up.
#include "harness/model/file_history.h"

#include <algorithm>

namespace crashproof {
const FileVersion* version_at(const FileHistory& file, std::uint64_t gap) {
  const auto later = std::ranges::upper_bound(file.versions, gap, {}, &FileVersion::from);
  return later == file.versions.begin() ? nullptr : &*(later - 1);
}

bool is_incomplete_at(const FileHistory& file, std::uint64_t gap) {
  const FileVersion* version = version_at(file, gap);
  return version != nullptr && gap < version->whole;
}

bool is_present_at(const FileHistory& file, std::uint64_t gap) {
  const FileVersion* version = version_at(file, gap);
  return version == nullptr ? file.at_start : version->present;
}

}  // namespace crashproof
