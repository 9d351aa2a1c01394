// Records are cut out of the copy, never out of the snapshot.
#include "harness/campaign/smaller_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/record/whole_file.h"
#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

// In place, so that hard links and directories stay as they were copied.
void write_over(const std::string& path, const std::string& bytes) {
  // Neither a file that nobody may write nor an empty one is an exception here.
  if (::chmod(path.c_str(), 0600) != 0) throw_file_error("write", path);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw_file_error("write", path);
}

void leave_out_records(const LeftOut& left_out, const std::string& from, const std::string& to) {
  for (const auto& [path, places] : left_out.records) {
    const std::string original = from + "/" + path;
    const std::string copy = to + "/" + path;
    struct stat status {};
    struct stat copied {};
    if (::lstat(original.c_str(), &status) != 0) throw_file_error("read", original);
    if (::lstat(copy.c_str(), &copied) != 0) continue;  // a file that is left out as a whole
    write_over(copy, without_records(read_existing(original), places));
    copy_attributes(original, status, copy);
  }
}

}  // namespace

bool is_at_or_below(const std::string& path, const std::string& root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

std::string without_records(const std::string& bytes, const std::vector<RecordPlace>& places) {
  std::string rest;
  std::size_t at = 0;
  for (const RecordPlace& place : places) {
    rest.append(bytes, at, place.begin_bytes - at);
    at = place.end_bytes;
  }
  return rest.append(bytes, at, std::string::npos);
}

void copy_workspace_without(const LeftOut& left_out, const std::string& from,
                            const std::string& to) {
  std::filesystem::create_directory(to);
  copy_tree(from, to, [&](const std::string& path) { return left_out.files.contains(path); });
  leave_out_records(left_out, from, to);
}

void copy_parts_without(const LeftOut& left_out, const std::set<std::string>& parts,
                        const std::string& from, const std::string& to) {
  std::filesystem::create_directory(to);
  copy_tree(from, to, [&](const std::string& path) {
    const bool wanted = std::ranges::any_of(parts, [&path](const std::string& part) {
      return is_at_or_below(path, part) || is_at_or_below(part, path);
    });
    return !wanted || left_out.files.contains(path);
  });
  leave_out_records(left_out, from, to);
}

}  // namespace crashproof
