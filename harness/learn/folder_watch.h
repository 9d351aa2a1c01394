// Tells when somebody has saved a file in a folder.
#pragma once

#include <string>

namespace crashproof::learn {

class FolderWatch {
 public:
  // From here on. Throws std::system_error.
  explicit FolderWatch(const std::string& folder);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Waits until a file directly in the folder was written, put in place or taken away, or the
  // folder itself was moved, and until that has been over for a moment: editors save in several
  // steps. Throws Interrupted on SIGINT and SIGTERM, if an InterruptionGuard lives.
  void wait() const;

 private:
  bool changes_within(int milliseconds) const;

  int fd_ = -1;
};

}  // namespace crashproof::learn
