// Copies of trees carry everything that a resume can observe.
#include "harness/trial/tree.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <system_error>

#include "tests/record/replayer.h"

namespace crashproof {
namespace {

class TreeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/crashproof-tree-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    ::mkdir(at("from").c_str(), 0755);
    ::mkdir(at("to").c_str(), 0755);
  }
  void TearDown() override { remove_tree(root_); }
  std::string at(const std::string& path) const { return root_ + "/" + path; }

  std::string root_;
};

TEST_F(TreeTest, CopiesContentsLinksPermissionsAndTimes) {
  std::ofstream(at("from/a")) << "content";
  std::ofstream(at("from/empty"));
  ::mkdir(at("from/d").c_str(), 0750);
  ::link(at("from/a").c_str(), at("from/d/hard").c_str());
  ::symlink("nowhere", at("from/soft").c_str());
  ::mkfifo(at("from/fifo").c_str(), 0600);
  ::chmod(at("from/a").c_str(), 0444);
  const timespec times[2] = {{1'000'000'000, 5}, {1'100'000'000, 123'456'789}};
  ::utimensat(AT_FDCWD, at("from/a").c_str(), times, 0);
  ::utimensat(AT_FDCWD, at("from/d").c_str(), times, 0);
  ::utimensat(AT_FDCWD, at("from").c_str(), times, 0);
  EXPECT_TRUE(copy_tree(at("from"), at("to")).empty());
  EXPECT_EQ(testing::difference(testing::picture_of(at("from"), true),
                                testing::picture_of(at("to"), true)),
            "");
  struct stat a {};
  struct stat hard {};
  ASSERT_EQ(::stat(at("to/a").c_str(), &a), 0);
  ASSERT_EQ(::stat(at("to/d/hard").c_str(), &hard), 0);
  EXPECT_EQ(a.st_ino, hard.st_ino);
  EXPECT_EQ(a.st_mtim.tv_nsec, 123'456'789);
}

TEST_F(TreeTest, LeavesOutWhatIsExcluded) {
  ::mkdir(at("from/run").c_str(), 0755);
  std::ofstream(at("from/run/inside")) << "x";
  std::ofstream(at("from/kept")) << "y";
  copy_tree(at("from"), at("to"), [](const std::string& path) { return path == "run"; });
  EXPECT_EQ(list_tree(at("to")), std::vector<std::string>{"kept"});
}

TEST_F(TreeTest, MakesADirectoryOnlyWhereNothingIs) {
  make_directory(at("from/new"), 0700);
  struct stat status {};
  ASSERT_EQ(::lstat(at("from/new").c_str(), &status), 0);
  EXPECT_TRUE(S_ISDIR(status.st_mode));
  EXPECT_EQ(status.st_mode & 07777U, 0700U);
  EXPECT_THROW(make_directory(at("from/new")), std::system_error);
  std::ofstream(at("from/file"));
  EXPECT_THROW(make_directory(at("from/file")), std::system_error);
}

TEST_F(TreeTest, SaysWhatItCannotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  std::ofstream(at("from/secret")) << "x";
  ::chmod(at("from/secret").c_str(), 0);
  try {
    copy_tree(at("from"), at("to"));
    FAIL() << "copied an unreadable file";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("from/secret"), std::string::npos);
  }
}

TEST_F(TreeTest, RemovesDirectoriesWithoutPermissions) {
  ::mkdir(at("from/closed").c_str(), 0755);
  std::ofstream(at("from/closed/file")) << "x";
  ::chmod(at("from/closed").c_str(), 0);
  remove_tree(at("from"));
  EXPECT_EQ(::access(at("from").c_str(), F_OK), -1);
}

TEST_F(TreeTest, HashesOnlyWhenTheSizeCouldMatch) {
  std::ofstream(at("from/a")) << "12345";
  EXPECT_EQ(read_entry(at("from"), "a", 4)->content, "");
  EXPECT_NE(read_entry(at("from"), "a", 5)->content, "");
  EXPECT_EQ(read_entry(at("from"), "a", 5)->content, read_entry(at("from"), "a")->content);
  EXPECT_FALSE(read_entry(at("from"), "missing"));
  EXPECT_FALSE(read_entry(at("from"), "a/below"));
}

}  // namespace
}  // namespace crashproof
