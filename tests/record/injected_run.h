// One run with injections in a sandbox of its own, and what the tests look at afterwards.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/record/sandbox.h"

namespace crashproof::testing {

// "after:write(out)#2" as a Position.
Position position(const std::string& text);
Injection injection(Injection::Effect effect, const std::string& position);
Injection failure(const std::string& position, int error, std::uint64_t times = 1);

class InjectedRun : public ::testing::Test {
 protected:
  // Runs it, expects that no process is left and that the trace's replay is the tree.
  Supervised run(std::vector<std::string> argv, std::vector<Injection> injections,
                 const std::string& kill_at = "");
  Supervised shell(const std::string& script, std::vector<Injection> injections) {
    return run({"sh", "-c", script}, std::move(injections));
  }
  bool exists(const std::string& name) const;
  static std::size_t lines(const std::string& text);

  // Positions of Events that describe() so; in order.
  static std::vector<std::size_t> where(const Trace& trace, std::string_view described);
  static bool happened(const Supervised& run) { return run.happened == std::vector<bool>{true}; }

  Sandbox sandbox_;
};

}  // namespace crashproof::testing
