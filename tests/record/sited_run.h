// A run of which it is found out where in the code each Event is made.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/record/sandbox.h"

namespace crashproof::testing {

class SitedRun : public ::testing::Test {
 protected:
  // Runs it in the workspace; asks about each Event that changes files.
  void run(std::vector<std::string> argv);
  // The site of the first Event that describe()s so: "write(out)"; "none" if there is none.
  std::string site_of(const std::string& event) const;
  const CallSite* find(const std::string& event) const;

  Sandbox sandbox_;
  std::vector<std::string> environment_;  // beside this program's own
  Supervised run_;
};

// Number of the line that holds this marker.
unsigned line_of(const std::string& text, const std::string& marker);

}  // namespace crashproof::testing
