// Runs checks inside a cell, where no assertion could reach GoogleTest.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/trial/isolation.h"
#include "harness/trial/sandbox.h"

namespace crashproof::testing {

// What `check` returns in the child: "" if all is well. Exceptions come back as their text.
std::string in_cell(const Isolation& isolation, const std::function<std::string()>& check);

// What this system allows, and each lesser way that the product falls back to.
struct NamedIsolation {
  std::string name;
  Isolation isolation;
};
std::vector<NamedIsolation> isolations();

// A temporary directory with an empty "work", "snapshot" and "scratch"; removed at the end.
class Ground {
 public:
  Ground();
  ~Ground();
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;
  std::string path(const std::string& name) const { return root_ + "/" + name; }
  SandboxPlan plan(const Isolation& isolation) const;

 private:
  std::string root_;
};

}  // namespace crashproof::testing
