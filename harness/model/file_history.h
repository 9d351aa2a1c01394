// What one file of the workspace went through in the recorded run, and the part that it plays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

// Gaps are CrashPoint::after: 0 is before the first Event.
struct FileVersion {
  std::uint64_t from = 0;   // the first gap at which any of it shows
  std::uint64_t whole = 0;  // the first gap at which all of it does; from ≤ whole
  bool present = true;      // false: the file is gone
  bool replaces = false;    // nothing of what was there is left in it; else it was added to
  std::string writer;       // Event::process

  bool operator==(const FileVersion&) const = default;
};

enum class Role : std::uint8_t {
  other,       // nothing below
  input,       // there before the run, and left as it was
  checkpoint,  // replaced again and again through the run, and read at the start of a resume
  artifact,    // made once, and there at the end
  log,         // only added to, and not read by resumes
  journal,     // only added to, and read by resumes
  database,    // has companion files
  temporary,   // neither there at the start nor at the end
};

struct FileHistory {
  std::string path;                     // in the workspace
  std::vector<std::string> companions;  // of a database: paths that belong to it
  bool at_start = false;                // there before the run
  bool at_end = false;                  // there after it
  std::vector<FileVersion> versions;    // in order; empty: its content and name stayed
  Role role = Role::other;

  bool operator==(const FileHistory&) const = default;
};

std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

// The version that the gap shows, whole or not; null where that is what was there before the run.
const FileVersion* version_at(const FileHistory& file, std::uint64_t gap);
// True if the gap shows a version that is not whole yet.
bool is_incomplete_at(const FileHistory& file, std::uint64_t gap);
// Whether the file is there at the gap.
bool is_present_at(const FileHistory& file, std::uint64_t gap);

}  // namespace crashproof
