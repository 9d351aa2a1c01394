// Plug-in: which disk contents may be found after a power cut. One file in faults/persistence each.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "harness/model/effects.h"
#include "harness/model/survival.h"

namespace crashproof {

struct PersistenceLimits {
  // At most so many survivals are handed over for one moment of power failure; the rest is counted.
  std::uint64_t per_point = 4096;
  // Pages of one write that are lost or kept one by one; larger writes by their ends and middle.
  std::uint64_t pages_per_write = 8;
};

// A model laid over one trace. Pure.
class SurvivalSource {
 public:
  SurvivalSource() = default;
  virtual ~SurvivalSource() = default;
  SurvivalSource(const SurvivalSource&) = delete;
  SurvivalSource& operator=(const SurvivalSource&) = delete;

  // Hands over what may survive a power cut after `failed_after` Events and could not have been
  // found a moment earlier: together over all moments that is each state once, or a little more
  // often (callers compare states). Returns how many it left out because of the limits.
  virtual std::uint64_t survivals(std::uint64_t failed_after, const PersistenceLimits& limits,
                                  const std::function<void(Survival)>& hand_over) const = 0;
  // The last moment, as a number of Events that had happened, at which a power cut may still leave
  // this state; at least its failed_after for one that this source handed over.
  virtual std::uint64_t possible_until(const Survival& survival) const = 0;
};

struct PersistenceModel {
  std::string_view name;          // as in schedules: "ext4-ordered"
  std::string_view summary;       // one clause
  std::string_view file_systems;  // real ones that leave such states, "" if none does
  // Weaker models permit more. 0 is the strongest promise; the report names the strongest model
  // that still shows a failure, since every weaker one does as well. Models of equal weakness
  // permit different things.
  int weakness = 0;
  // Exactly which outcomes it permits, each marked documented, observed or assumed.
  std::string_view permits;
  // Beside `kept`, what may become of single Events in its survivals.
  std::vector<Fate::How> fates;
  // Lays the model over a trace, which must outlive the source.
  std::unique_ptr<SurvivalSource> (*over)(const Effects& effects) = nullptr;
};

}  // namespace crashproof
