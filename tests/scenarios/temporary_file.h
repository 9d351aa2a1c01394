// A directory of its own for each test, gone afterwards.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crashproof {

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  // The absolute path of a file in it, whether or not it exists.
  std::string path(std::string_view name) const;
  // Writes a file and returns its path.
  std::string write(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path directory_;
};

std::string bytes_of_file(const std::string& path);

}  // namespace crashproof
