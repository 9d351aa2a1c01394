// Writes down what is lost as a Survival, in few words, and counts what is beyond the limits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "harness/model/persistence_model.h"

namespace crashproof::persistence {

// What becomes of the Events that do not survive whole.
using Losses = std::map<std::uint64_t, Fate>;

const Fate lost_fate{Fate::How::lost, 0, {}};
const Fate zeros_fate{Fate::How::zeros, 0, {}};

// Of one moment of power failure.
class SurvivalList {
 public:
  SurvivalList(std::string_view model, const Effects& effects, std::uint64_t failed_after,
               const PersistenceLimits& limits, const std::function<void(Survival)>& hand_over);

  // Everything before the moment survives but for these.
  void add(const Losses& losses);
  // True once all further ones are only counted.
  bool is_full() const { return added_ >= limits_.per_point; }
  void leave_out(std::uint64_t count) { left_out_ += count; }
  std::uint64_t left_out() const { return left_out_; }
  const PersistenceLimits& limits() const { return limits_; }

 private:
  std::string_view model_;
  const Effects& effects_;
  std::uint64_t failed_after_;
  const PersistenceLimits& limits_;
  const std::function<void(Survival)>& hand_over_;
  std::uint64_t added_ = 0;
  std::uint64_t left_out_ = 0;
};

// What a write may leave when it stops half-way, its two ends not among it.
//
// Its first bytes: up to page borders of the file, and up to its middle where it makes the file
// longer (the size may lie anywhere).
std::vector<Fate> heads_of(const Effects& effects, std::uint64_t write, SurvivalList& list);
// Some of its pages: each one alone, all but each one, either half. Empty for one page.
std::vector<Fate> page_mixes_of(const Effects& effects, std::uint64_t write, SurvivalList& list);
// Its first sectors of 512 bytes, up to one border in the middle of its first page.
std::vector<Fate> torn_page_of(const Effects& effects, std::uint64_t write);

}  // namespace crashproof::persistence
