// What is left of a workspace when files and records of it are left out.
#include "harness/campaign/smaller_input.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace crashproof {
namespace {

namespace fs = std::filesystem;

class SmallerInput : public testing::Test {
 protected:
  SmallerInput() : root_(fs::temp_directory_path() / "smaller_input_XXXXXX") {
    std::string name = root_.string();
    root_ = ::mkdtemp(name.data());
    fs::create_directories(root_ / "from/in");
    write("from/in/a", "a\n");
    write("from/in/b", "b\n");
    write("from/job.sh", "true\n");
    write("from/rows.csv", "id\n1\n2\n3");
  }
  ~SmallerInput() override { fs::remove_all(root_); }
  SmallerInput(const SmallerInput&) = delete;
  SmallerInput& operator=(const SmallerInput&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(root_ / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string path(const std::string& name) const { return (root_ / name).string(); }
  bool has(const std::string& name) const { return fs::exists(root_ / name); }

  fs::path root_;
  const LeftOut left_out_{{"in/a"}, {{"rows.csv", {{2, 3, 5, false}, {4, 7, 8, false}}}}};
};

TEST_F(SmallerInput, LosesFilesAndRecords) {
  ::chmod(path("from/rows.csv").c_str(), 0440);
  copy_workspace_without(left_out_, path("from"), path("to"));
  EXPECT_FALSE(has("to/in/a"));
  EXPECT_EQ(read("to/in/b"), "b\n");
  EXPECT_EQ(read("to/job.sh"), "true\n");
  EXPECT_EQ(read("to/rows.csv"), "id\n2\n");
  EXPECT_EQ(fs::last_write_time(path("to/rows.csv")), fs::last_write_time(path("from/rows.csv")));
  EXPECT_EQ(fs::status(path("to/rows.csv")).permissions(),
            fs::status(path("from/rows.csv")).permissions());
  EXPECT_EQ(read("from/rows.csv"), "id\n1\n2\n3");
}

TEST_F(SmallerInput, CanBePartsAlone) {
  copy_parts_without(left_out_, {"in", "rows.csv"}, path("from"), path("to"));
  EXPECT_FALSE(has("to/in/a"));
  EXPECT_TRUE(has("to/in/b"));
  EXPECT_EQ(read("to/rows.csv"), "id\n2\n");
  EXPECT_FALSE(has("to/job.sh"));
}

TEST_F(SmallerInput, AFileThatIsLeftOutHasNoRecords) {
  LeftOut left_out = left_out_;
  left_out.files.insert("rows.csv");
  copy_workspace_without(left_out, path("from"), path("to"));
  EXPECT_FALSE(has("to/rows.csv"));
}

}  // namespace
}  // namespace crashproof
