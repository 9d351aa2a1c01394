// A real run that does random things to files, recorded; and real trees to hold against images.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/model/effects.h"
#include "tests/persistence/script.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {

// Owns its workspace until it is destroyed.
class RecordedRun {
 public:
  // Throws std::runtime_error if the run does not end well.
  RecordedRun(unsigned seed, int steps, int threads);

  const Trace& trace() const { return trace_; }
  const Effects& effects() const { return *effects_; }
  // A fresh copy of the workspace as it was before the run.
  std::string copy_of_beginning() { return sandbox_.copy_of_beginning(); }

 private:
  Sandbox sandbox_;
  Trace trace_;
  std::unique_ptr<Effects> effects_;
};

// What lies below root, as picture_of says it.
Tree picture_of_files(const std::string& root);
// Which names are one file, each set with more than one.
std::set<std::set<std::string>> links_in(const std::string& root);
std::set<std::set<std::string>> links_in(const Effects& effects, std::uint64_t gap);
// "" if they are equal, else the first differences. FIFOs and devices are left out on request.
std::string unlike(Tree expected, Tree actual, bool without_others = false);

}  // namespace crashproof::testing
