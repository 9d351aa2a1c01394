// Takes what a run prints.
#pragma once

#include <string>

namespace crashproof {

// Anonymous memory: nothing to clean up, and no pipe that a chatty subject could block on.
class OutputFile {
 public:
  OutputFile();  // throws std::system_error
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  int fd() const { return fd_; }
  std::string text() const;
  // The last bytes, at most 4 KiB.
  std::string tail() const;

 private:
  std::string read_from(long offset) const;

  int fd_;
};

}  // namespace crashproof
