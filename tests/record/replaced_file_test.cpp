// A file that is replaced at once: the whole of it, with its permissions, or nothing.
#include "harness/record/replaced_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace crashproof {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ReplacedFile : public testing::Test {
 protected:
  ReplacedFile() {
    std::string name = (fs::temp_directory_path() / "replaced_file_test_XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~ReplacedFile() override { fs::remove_all(directory_); }
  std::string path(const std::string& name) const { return (directory_ / name).string(); }
  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }
  long entries() const {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }

  fs::path directory_;
};

TEST_F(ReplacedFile, HoldsTheNewContentAndLeavesNothingBeside) {
  replace_file(path("a"), "one, which is longer");
  replace_file(path("a"), std::string("two\0", 4));
  EXPECT_EQ(content("a"), std::string("two\0", 4));
  EXPECT_EQ(entries(), 1);
}

TEST_F(ReplacedFile, KeepsThePermissions) {
  replace_file(path("a"), "one");
  fs::permissions(path("a"), fs::perms(0640));
  replace_file(path("a"), "two");
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms(0640));
}

TEST_F(ReplacedFile, KeepsTheOwnerWhereItMay) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  replace_file(path("a"), "one");
  ASSERT_EQ(::chown(path("a").c_str(), 1234, 1235), 0);
  fs::permissions(path("a"), fs::perms(0600));
  replace_file(path("a"), "two");
  struct stat status {};
  ASSERT_EQ(::stat(path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 1234U);
  EXPECT_EQ(status.st_gid, 1235U);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(ReplacedFile, IsLeftAloneByWhoStillReadsTheOldOne) {
  replace_file(path("a"), "one");
  std::ifstream reader(path("a"));
  replace_file(path("a"), "two");
  std::string read;
  reader >> read;
  EXPECT_EQ(read, "one");
}

TEST_F(ReplacedFile, MayLieInTheWorkingDirectory) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_);
  replace_file("a", "one");
  fs::current_path(before);
  EXPECT_EQ(content("a"), "one");
}

TEST_F(ReplacedFile, IsNamedWhereItCannotBeWritten) {
  fs::create_directory(path("a"));
  for (const std::string name : {"a", "none/a"}) {
    try {
      replace_file(path(name), "one");
      FAIL() << name;
    } catch (const std::system_error& error) {
      EXPECT_THAT(error.what(), HasSubstr("cannot write " + path(name) + ": "));
    }
  }
  EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace crashproof
