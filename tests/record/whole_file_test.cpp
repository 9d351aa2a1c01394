// A file that is not there is no error; everything else that is no file to read is one.
#include "harness/record/whole_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace crashproof {
namespace {

class WholeFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "crashproof-whole-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  std::string path(const std::string& name) const { return root_ + "/" + name; }

 private:
  std::string root_;
};

TEST_F(WholeFile, IsReadByteByByte) {
  const std::string bytes = std::string("two\nlines\0", 10) + std::string(200'000, '\xff');
  std::ofstream(path("file"), std::ios::binary) << bytes;
  EXPECT_EQ(read_whole(path("file")), bytes);
  EXPECT_EQ(read_existing(path("file")), bytes);
  std::ofstream(path("empty"));
  EXPECT_EQ(read_whole(path("empty")), "");
}

TEST_F(WholeFile, MayBeAbsentOrHasToBeThere) {
  EXPECT_EQ(read_whole(path("none")), std::nullopt);
  std::ofstream(path("file"));
  EXPECT_EQ(read_whole(path("file/below")), std::nullopt);
  try {
    read_existing(path("none"));
    ADD_FAILURE() << "there is none";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
    EXPECT_THAT(error.what(), ::testing::StartsWith("cannot read " + path("none")));
  }
}

TEST_F(WholeFile, IsNoDirectory) {
  EXPECT_THROW(read_whole(path("")), std::system_error);
  EXPECT_THROW(read_existing(path("")), std::system_error);
}

}  // namespace
}  // namespace crashproof
