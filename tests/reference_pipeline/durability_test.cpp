// What a power loss could take, seen in the order of calls: content is synced before its name, a
// name before anything that builds on it, and both before the end. Which
// states a file system may leave otherwise is the matter of the harness.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

namespace fs = std::filesystem;

// Follows the log of a run and notes what was relied on without having been synced.
class Watch {
 public:
  explicit Watch(const fs::path& log) {
    std::istringstream lines(read_file(log));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string name;
      std::string path;
      std::string target;
      words >> name >> path >> target;
      see(name, path, target);
    }
    complain_of_names("name not synced at the end");
    for (const std::string& path : unsynced_content_) {
      if (!is_wal(path)) complaints.insert("content not synced at the end");
    }
  }

  std::set<std::string> complaints;
  int renames = 0;

 private:
  static bool is_wal(const std::string& path) { return path.ends_with("-wal"); }

  void see(const std::string& name, const std::string& path, const std::string& target) {
    if (path.ends_with("/points")) return;
    if (name == "write") unsynced_content_.insert(path);
    if (name == "create" || name == "mkdir") unsynced_names_.insert(path);
    if (name == "sync") sync(path);
    if (name == "rename") rename(path, target);
    // A commit builds on every name that it may be about.
    if (name == "sync" && is_wal(path)) complain_of_names("name not synced before a commit");
  }

  void sync(const std::string& path) {
    unsynced_content_.erase(path);
    std::erase_if(unsynced_names_,
                  [&](const std::string& name) { return fs::path(name).parent_path() == path; });
  }

  void rename(const std::string& from, const std::string& to) {
    ++renames;
    if (unsynced_content_.erase(from) > 0) complaints.insert("content not synced before its name");
    unsynced_names_.erase(from);
    unsynced_names_.insert(to);
  }

  // The temp of another worker and a WAL that holds nothing yet are nobody's ground.
  void complain_of_names(const std::string& complaint) {
    for (const std::string& name : unsynced_names_) {
      if (name.find(".tmp-") == std::string::npos && !is_wal(name)) complaints.insert(complaint);
    }
  }

  std::set<std::string> unsynced_content_;
  std::set<std::string> unsynced_names_;
};

Watch watch(const Arguments& arguments) {
  const Workspace workspace;
  const fs::path log = workspace.source().parent_path() / "log";
  EXPECT_EQ(workspace.run_with_faults("log=" + log.string(), arguments).exit_code, 0);
  return Watch(log);
}

TEST(Durability, EverythingIsSyncedBeforeItIsReliedOn) {
  const Watch sound = watch({"--checkpoint-every", "2", "--quiet"});
  EXPECT_EQ(sound.complaints, std::set<std::string>());
  EXPECT_GE(sound.renames, 8 + 2 + 1);
}

TEST(Durability, WithoutFsyncTheNameComesBeforeTheContent) {
  EXPECT_TRUE(
      watch({"--flaw", "no-fsync"}).complaints.contains("content not synced before its name"));
}

TEST(Durability, WithoutDirsyncTheClaimComesBeforeTheName) {
  EXPECT_TRUE(
      watch({"--flaw", "no-dirsync"}).complaints.contains("name not synced before a commit"));
}

TEST(Durability, WithoutDurabilityNothingIsSynced) {
  EXPECT_FALSE(watch({"--durable", "no"}).complaints.empty());
}

}  // namespace
}  // namespace reference_pipeline_test
