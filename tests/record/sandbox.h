// A temporary workspace, a copy of its beginning, and one supervised run in it.
#pragma once

#include <string>
#include <vector>

#include "harness/record/supervisor.h"

namespace crashproof::testing {

// Owns a temporary directory, removed at the end.
class Sandbox {
 public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  std::string workspace() const { return root_ + "/work"; }
  // A fresh copy of the workspace as it was at the last remember().
  std::string copy_of_beginning();
  // Keeps the workspace as it is now.
  void remember();
  // The workspace as remembered, again.
  void restore();
  void put(const std::string& name, const std::string& content) const;
  std::string read(const std::string& name) const;
  std::string read_outside(const std::string& name) const;
  std::string root() const { return root_; }

  // What supervise needs to run this in the workspace, with this program's own environment.
  Supervision supervision(std::vector<std::string> argv) const;

 private:
  std::string root_;
};

// The full path of a helper program of these tests.
std::string subject(const std::string& name);

// Number of children of this process, alive or not.
int children_left();

}  // namespace crashproof::testing
