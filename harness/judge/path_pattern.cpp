// Matches component by component, so that '*' cannot cross a '/'.
#include "harness/judge/path_pattern.h"

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

struct Split {
  std::string_view first, rest;
};

Split split(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

// An empty pattern has matched a directory, which includes whatever is left of the path.
bool matches(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return true;
  if (path.empty()) return pattern == "**";
  const Split want = split(pattern);
  const Split have = split(path);
  if (want.first == "**") {
    return matches(want.rest, path) || matches(pattern, have.rest);
  }
  return glob_matches(want.first, have.first) && matches(want.rest, have.rest);
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  return !pattern.empty() && !path.empty() && matches(pattern, path);
}

}  // namespace crashproof
