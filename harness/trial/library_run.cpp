// The harness's side of library_hook.cpp.
#include "harness/trial/library_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdint>

#include "harness/record/file_descriptor.h"
#include "harness/trial/cannot_happen.h"
#include "harness/trial/environment.h"
#include "harness/trial/file_error.h"
#include "harness/trial/report_path.h"

namespace crashproof {
namespace {

constexpr std::array preload_directories{"/usr/lib/fiu", "/usr/local/lib/fiu", "/usr/lib64/fiu"};

std::string own_directory() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  const std::string program(path.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  return program.substr(0, program.rfind('/'));
}

bool readable(const std::string& path) {
  return ::access(path.c_str(), R_OK) == 0;
}

// Installed beside the program's libraries, else where it was built. A program that only links
// this library may lie anywhere: then where it was to be installed.
std::string hook_library() {
  const std::string installed =
      own_directory() + "/../" CRASHPROOF_LIBRARY_DIRECTORY "/libcrashproof_library_hook.so";
  if (readable(installed)) return installed;
  if (readable(CRASHPROOF_LIBRARY_HOOK)) return CRASHPROOF_LIBRARY_HOOK;
  if (readable(CRASHPROOF_LIBRARY_INSTALLED)) return CRASHPROOF_LIBRARY_INSTALLED;
  throw CannotHappen("libcrashproof_library_hook.so is not installed");
}

std::string libfiu_preload() {
  for (const char* directory : preload_directories) {
    std::string path = fmt::format("{}/fiu_posix_preload.so", directory);
    if (readable(path)) return path;
  }
  throw CannotHappen("libfiu's preload is not installed: install the package libfiu0");
}

}  // namespace

LibraryRun::LibraryRun(const Sandbox& sandbox, const LibraryFailure& failure)
    : failure_(failure),
      file_(report_path(sandbox, "library")),
      preload_(hook_library() + ":" + libfiu_preload()) {
  constexpr std::array<std::uint64_t, 2> nothing_yet{};
  const FileDescriptor file(::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file || ::write(file.get(), nothing_yet.data(), sizeof nothing_yet) < 0) {
    throw_file_error("write", file_);
  }
}

LibraryRun::~LibraryRun() {
  ::unlink(file_.c_str());
}

void LibraryRun::arm(std::vector<std::string>& environment) const {
  const std::string present = variable(environment, "LD_PRELOAD");
  set_variable(environment, "LD_PRELOAD", present.empty() ? preload_ : preload_ + ":" + present);
  set_variable(environment, "CRASHPROOF_LIBRARY_FILE", file_);
  set_variable(environment, "CRASHPROOF_LIBRARY",
               fmt::format("{} {} {}", failure_.point, failure_.call, failure_.error));
}

bool LibraryRun::fired() const {
  std::array<std::uint64_t, 2> counts{};
  const FileDescriptor file(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  return file && ::read(file.get(), counts.data(), sizeof counts) == sizeof counts && counts[1] > 0;
}

}  // namespace crashproof
