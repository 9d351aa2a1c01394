// Arms one point of libfiu's preload for a run, and learns whether it made a call fail.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/model/injection_parameter.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

class LibraryRun {
 public:
  // The sandbox must have begun. Throws CannotHappen if libfiu's preload or our own library is not
  // installed, std::runtime_error if the run can be given no private file.
  LibraryRun(const Sandbox& sandbox, const LibraryFailure& failure);
  ~LibraryRun();
  LibraryRun(const LibraryRun&) = delete;
  LibraryRun& operator=(const LibraryRun&) = delete;

  // Adds what the subject's environment must hold; what it preloads already stays.
  void arm(std::vector<std::string>& environment) const;
  // After the run: at least one call failed.
  bool fired() const;

 private:
  LibraryFailure failure_;
  std::string file_;
  std::string preload_;  // for LD_PRELOAD
};

}  // namespace crashproof
