// A FaultGround as a campaign makes it, of any trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/model/fault.h"
#include "harness/plan/crash_points.h"
#include "harness/plan/equivalence.h"
#include "harness/plan/resolve.h"

namespace crashproof::testing {

// Owns all that a FaultGround refers to.
class PlannedGround {
 public:
  using Contents = std::map<std::string, std::string>;

  PlannedGround(Trace recorded, std::vector<std::string> read, Contents before, Contents after)
      : trace_(std::move(recorded)),
        names_(trace_, {}),
        inputs_(std::move(read)),
        initial_(std::move(before)),
        final_(std::move(after)) {
    for (const CrashStateClass& state : distinct_states(trace_, crash_points(trace_, Cuts::all))) {
      states_.push_back(state.representative);
    }
    for (const auto& [path, content] : final_) outputs_.push_back(path);
  }

  FaultGround ground() const {
    return {trace_,
            states_,
            [this](const CrashPoint& point) { return names_.position_of(point); },
            [this](std::uint64_t event) { return names_.before(event); },
            inputs_,
            outputs_,
            [this](const std::string& path) { return content(final_, path); },
            [this](const std::string& path) { return content(initial_, path); }};
  }
  const Trace& trace() const { return trace_; }
  const std::vector<CrashPoint>& states() const { return states_; }

 private:
  static std::string content(const Contents& contents, const std::string& path) {
    const auto found = contents.find(path);
    return found == contents.end() ? "" : found->second;
  }

  Trace trace_;
  PositionNames names_;
  std::vector<CrashPoint> states_;
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
  Contents initial_;
  Contents final_;
};

}  // namespace crashproof::testing
