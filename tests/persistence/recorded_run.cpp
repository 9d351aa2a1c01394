// Runs random_files under the supervisor, and reads trees with plain system calls.
#include "tests/persistence/recorded_run.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "harness/model/image.h"
#include "harness/record/supervisor.h"
#include "harness/trial/power_loss.h"

namespace crashproof::testing {
namespace {

namespace fs = std::filesystem;

std::string entry_at(const std::string& path, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return "<dir>";
  if (S_ISLNK(status.st_mode)) return "-> " + fs::read_symlink(path).string();
  if (!S_ISREG(status.st_mode)) return "<other>";
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

std::set<std::set<std::string>> with_several(
    const std::map<std::uint64_t, std::set<std::string>>& names) {
  std::set<std::set<std::string>> links;
  for (const auto& [file, paths] : names) {
    if (paths.size() > 1) links.insert(paths);
  }
  return links;
}

}  // namespace

RecordedRun::RecordedRun(unsigned seed, int steps, int threads) {
  sandbox_.put("f0", "the first file\n");
  sandbox_.put("f1", std::string(9000, 'x'));
  const std::string work = sandbox_.workspace();
  const std::string command = fmt::format(
      "mkdir {0}/d0 {0}/d0/deep && echo text > {0}/d0/deep/kept && ln {0}/f0 {0}/d0/f3", work);
  if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
  sandbox_.remember();
  const Supervised run =
      supervise(sandbox_.supervision({subject("random_files"), std::to_string(seed),
                                      std::to_string(steps), std::to_string(threads)}));
  if (!run.trace.exit.succeeded()) throw std::runtime_error("the run failed");
  trace_ = run.trace;
  effects_ =
      std::make_unique<Effects>(trace_, initial_tree_of(sandbox_.root() + "/beginning", {}, false));
}

Tree picture_of_files(const std::string& root) {
  Tree tree;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    struct stat status {};
    ::lstat(entry.path().c_str(), &status);
    const bool has_mode = S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
    const std::string mode = has_mode ? fmt::format("{:04o} ", status.st_mode & 07777U) : "";
    tree[entry.path().string().substr(root.size() + 1)] = mode + entry_at(entry.path(), status);
  }
  return tree;
}

std::set<std::set<std::string>> links_in(const std::string& root) {
  std::map<std::uint64_t, std::set<std::string>> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    struct stat status {};
    ::lstat(entry.path().c_str(), &status);
    if (!S_ISREG(status.st_mode)) continue;
    names[status.st_ino].insert(entry.path().string().substr(root.size() + 1));
  }
  return with_several(names);
}

std::set<std::set<std::string>> links_in(const Effects& effects, std::uint64_t gap) {
  Image image(effects);
  while (image.applied() < gap) image.apply_next();
  std::map<std::uint64_t, std::set<std::string>> names;
  // Of files that no Event is about: by their names before the run. Directories above may have
  // moved.
  std::map<std::set<std::string>, std::set<std::string>> untouched;
  image.walk_workspace([&](const ImageNode& node) {
    if (node.type != FileType::regular) return;
    if (node.file != 0) {
      names[node.file].insert(node.path);
    } else if (const auto linked = effects.initial().entry(node.initial_path)->names;
               !linked.empty()) {
      untouched[{linked.begin(), linked.end()}].insert(node.path);
    }
  });
  std::set<std::set<std::string>> links = with_several(names);
  for (const auto& [before, now] : untouched) {
    if (now.size() > 1) links.insert(now);
  }
  return links;
}

std::string unlike(Tree expected, Tree actual, bool without_others) {
  if (without_others) {
    for (Tree* tree : {&expected, &actual}) {
      std::erase_if(*tree, [](const auto& entry) { return entry.second == "<other>"; });
    }
  }
  std::string text;
  for (const auto& [path, entry] : expected) {
    const auto found = actual.find(path);
    if (found == actual.end()) {
      text += fmt::format("{} is missing: {}\n", path, entry.substr(0, 200));
    } else if (found->second != entry) {
      text += fmt::format("{}:\n  expected ({}) {}\n  actual   ({}) {}\n", path, entry.size(),
                          entry.substr(0, 200), found->second.size(), found->second.substr(0, 200));
    }
  }
  for (const auto& [path, entry] : actual) {
    if (!expected.contains(path))
      text += fmt::format("{} is extra: {}\n", path, entry.substr(0, 200));
  }
  return text;
}

}  // namespace crashproof::testing
