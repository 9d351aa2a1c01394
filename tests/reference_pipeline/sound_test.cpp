// The sound pipeline without crashes: what it makes, and that it makes the same each time.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

namespace fs = std::filesystem;

// Every file below, with content, inode and time of modification.
std::map<std::string, std::string> files_below(const fs::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const auto changed = entry.last_write_time().time_since_epoch().count();
    files[entry.path()] = std::to_string(changed) +
                          (entry.is_regular_file() ? read_file(entry.path()) : std::string());
  }
  return files;
}

TEST(Sound, ProcessesEveryItem) {
  const Workspace workspace;
  const Outcome outcome = workspace.run();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items WHERE done = 1"), 8);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM features"), 8);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 8);
  const State state = workspace.state();
  EXPECT_EQ(std::ranges::count_if(
                state, [](const auto& entry) { return entry.first.starts_with("artifacts/"); }),
            8);
  EXPECT_EQ(workspace.run_bare({"--work", workspace.work(), "--verify"}).exit_code, 0);
}

TEST(Sound, FeaturesAreRight) {
  const Workspace workspace;
  workspace.add_item("known", "aab\nb");
  ASSERT_EQ(workspace.run().exit_code, 0);
  const std::string known = " FROM features WHERE item_id LIKE 'known@%'";
  EXPECT_EQ(workspace.count("SELECT size_bytes" + known), 5);
  EXPECT_EQ(workspace.count("SELECT line_count" + known), 1);
  EXPECT_EQ(workspace.count("SELECT distinct_byte_count" + known), 3);
  EXPECT_EQ(workspace.count("SELECT entropy_millibits" + known), 1522);
}

TEST(Sound, RunsAgreeWhateverTheWorkersAndBatches) {
  for (const Arguments& arguments :
       {Arguments{}, Arguments{"--workers", "4"}, Arguments{"--checkpoint-every", "1"},
        Arguments{"--durable", "no", "--workers", "3", "--checkpoint-every", "2"}}) {
    const Workspace workspace;
    ASSERT_EQ(workspace.run(arguments).exit_code, 0);
    EXPECT_EQ(workspace.state(), crash_free_state());
  }
}

TEST(Sound, RerunChangesNothing) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run({"--workers", "4"}).exit_code, 0);
  const auto before = files_below(workspace.work());
  ASSERT_EQ(workspace.run().exit_code, 0);
  ASSERT_EQ(workspace.run({"--workers", "4", "--checkpoint-every", "1"}).exit_code, 0);
  EXPECT_EQ(files_below(workspace.work()), before);
}

TEST(Sound, TakesAnyFileName) {
  const Workspace workspace;
  workspace.add_item("with space/ünïcode\n%41@.txt", "a");
  workspace.add_item("\xff\xfe", "b");
  workspace.add_item(std::string(250, 'x'), "c");
  fs::create_symlink("item-1.txt", workspace.source() / "link");
  ASSERT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 11);
  EXPECT_EQ(workspace.run_bare({"--work", workspace.work(), "--verify"}).exit_code, 0);
}

TEST(Sound, VerifyFindsDamage) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run().exit_code, 0);
  const auto first = fs::directory_iterator(workspace.work() / "artifacts")->path();
  const std::string whole = read_file(first);
  for (const std::size_t kept_bytes : {std::size_t{0}, std::size_t{20}, whole.size() - 1}) {
    fs::resize_file(first, kept_bytes);
    EXPECT_EQ(workspace.run_bare({"--work", workspace.work(), "--verify"}).exit_code, 1);
    write_file(first, whole);
  }
  EXPECT_EQ(workspace.run_bare({"--work", workspace.work(), "--verify"}).exit_code, 0);
}

TEST(Sound, DeclaresItsPoints) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run({"--checkpoint-every", "2"}).exit_code, 0);
  const std::string text = read_file(workspace.points_file());
  EXPECT_NE(text.find("declare load/between-commit-and-checkpoint rows committed"),
            std::string::npos);
  EXPECT_EQ(workspace.hits()["artifact/after-rename"], 8);
  EXPECT_EQ(workspace.hits()["mark/after-commit"], 4);
  EXPECT_EQ(workspace.hits()["interrupt/flush"], 0);
}

}  // namespace
}  // namespace reference_pipeline_test
