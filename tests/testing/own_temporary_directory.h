// A fixture whose temporary files all lie in one directory, which must be empty at the end.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

namespace crashproof::testing {

class OwnTemporaryDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "crashproof-testing-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    ::setenv("TMPDIR", pattern.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("TMPDIR");
    EXPECT_TRUE(std::filesystem::is_empty(directory_)) << "something is left in " << directory_;
    std::filesystem::remove_all(directory_);
  }

  std::filesystem::path directory_;
};

}  // namespace crashproof::testing
