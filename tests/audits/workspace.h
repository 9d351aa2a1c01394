// A directory of a test's own in which a job works, removed at its end.
#pragma once

#include <map>
#include <string>

namespace crashproof::audits {

class Workspace {
 public:
  Workspace();  // below TMPDIR, readable by everybody
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  const std::string& path() const { return path_; }
  std::string path(const std::string& name) const { return path_ + "/" + name; }
  // Makes the directories above it, too.
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;
  bool has(const std::string& name) const;
  // Runs bash in the workspace to prepare it; throws std::runtime_error if it does not exit with 0.
  void prepare(const std::string& line) const;

 private:
  std::string path_;
};

// What lies below a directory, but for a run directory in it: path -> type, mode, owner, size,
// inode, modification and change time, and content. Equal twice: nobody touched anything.
std::map<std::string, std::string> fingerprints(const std::string& directory);

}  // namespace crashproof::audits
