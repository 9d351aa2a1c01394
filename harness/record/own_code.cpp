// Tables of where libraries lie.
#include "harness/record/own_code.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace crashproof {
namespace {

constexpr std::array<std::string_view, 6> kSystemPlaces = {"/usr/",  "/lib",  "/bin/",
                                                           "/sbin/", "[vdso", "[vsyscall"};
constexpr std::string_view kLocalPlace = "/usr/local/";

// Sources of other people: package managers of C++, Go and Rust.
constexpr std::array<std::string_view, 5> kForeignSources = {"/rustc/", "/.rustup/", "/.cargo/",
                                                             "/pkg/mod/", "/vcpkg_installed/"};

bool is_foreign_source(std::string_view file) {
  return file.starts_with("/usr/") ||
         std::any_of(kForeignSources.begin(), kForeignSources.end(), [&](std::string_view place) {
           return file.find(place) != std::string_view::npos;
         });
}

// A static program holds its libraries; names are all that tells them apart.
bool is_library_function(const std::string& name) {
  constexpr std::array<std::string_view, 4> kUnexported = {
      "new_do_write", "try_file", "start_thread", "execute_native_thread_routine"};
  return name.empty() ||
         std::find(kUnexported.begin(), kUnexported.end(), name) != kUnexported.end() ||
         name.starts_with('_') || name.starts_with("std::") ||
         ::dlsym(RTLD_DEFAULT, name.c_str()) != nullptr;
}

bool is_own(const StackFrame& frame) {
  if (is_system_module(frame.module)) return false;
  return frame.file.empty() ? !is_library_function(frame.function) : !is_foreign_source(frame.file);
}

enum class Origin : std::uint8_t { own, package, standard };

// "…/lib/python3.11/json/encoder.py"
bool is_below_python_library(std::string_view file) {
  constexpr std::string_view kLibrary = "/python3";
  for (auto at = file.find(kLibrary); at != std::string_view::npos;
       at = file.find(kLibrary, at + 1)) {
    std::string_view rest = file.substr(at + kLibrary.size());
    const auto end = std::find_if_not(
        rest.begin(), rest.end(), [](unsigned char c) { return c == '.' || std::isdigit(c) != 0; });
    const auto version = static_cast<std::size_t>(end - rest.begin());
    if (file.substr(0, at).find("/lib") != std::string_view::npos &&
        rest.substr(version).starts_with('/')) {
      return true;
    }
  }
  return false;
}

Origin origin_of(const StackFrame& frame) {
  const std::string_view file = frame.file;
  if (file.find("/site-packages/") != std::string_view::npos ||
      file.find("/dist-packages/") != std::string_view::npos) {
    return Origin::package;
  }
  if (file.starts_with("<frozen ") || is_below_python_library(file)) return Origin::standard;
  // What pip puts into a bin directory to start a package.
  const bool launches = frame.function == "<module>" &&
                        file.find("/bin/") != std::string_view::npos && !file.ends_with(".py");
  return launches ? Origin::package : Origin::own;
}

}  // namespace

bool is_system_module(std::string_view path) {
  if (path.starts_with(kLocalPlace)) return false;
  return path.empty() ||
         std::any_of(kSystemPlaces.begin(), kSystemPlaces.end(),
                     [&](std::string_view place) { return path.starts_with(place); });
}

Stack own_native_frames(const Stack& stack) {
  Stack own;
  std::copy_if(stack.begin(), stack.end(), std::back_inserter(own), is_own);
  return own;
}

Stack own_python_frames(const Stack& stack) {
  for (const Origin origin : {Origin::own, Origin::package}) {
    Stack chosen;
    std::copy_if(stack.begin(), stack.end(), std::back_inserter(chosen),
                 [origin](const StackFrame& frame) { return origin_of(frame) == origin; });
    if (!chosen.empty()) return chosen;
  }
  return stack;
}

bool is_at_exit(const Stack& native) {
  return std::any_of(native.begin(), native.end(),
                     [](const StackFrame& frame) { return frame.function == "exit"; });
}

}  // namespace crashproof
