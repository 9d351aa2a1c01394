// The distinct disk contents that a power cut during one run may leave, under several models.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/effects.h"
#include "harness/model/persistence_model.h"
#include "harness/model/survival.h"

namespace crashproof {

// A model that permits a state, and until when.
struct PermittedBy {
  std::string model;
  std::uint64_t until = 0;  // the last moment (Events that had happened) at which power may fail so
};

struct PowerLossState {
  // How it comes about: under the strongest model that permits it, at the earliest moment that was
  // found for that one.
  Survival survival;
  std::vector<PermittedBy> models;  // in the order in which they were given
  std::uint64_t base = 0;           // the gap to which a mirror is rolled for it
  std::uint64_t hash = 0;           // equal for equal contents, see Image::hash
  // The first gap at which a kill leaves the same: no more than a kill is needed to try it.
  std::optional<std::uint64_t> plain_gap;
};

struct PowerLossBounds {
  // Survivals to look at, equal ones included, for all moments and models together. A longer trace
  // gets fewer for each moment.
  std::uint64_t candidates = 1'000'000;
};

struct PowerLossPlan {
  std::vector<PowerLossState> states;  // in order of their base
  std::uint64_t candidates = 0;        // survivals that were looked at
  std::uint64_t left_out = 0;          // at least so many were not, because of limits and bounds
};

// Pure but for what the initial tree of `effects` reads. `models`: strongest first.
PowerLossPlan plan_power_loss(const Effects& effects,
                              const std::vector<const PersistenceModel*>& models,
                              const PersistenceLimits& limits = {},
                              const PowerLossBounds& bounds = {});

}  // namespace crashproof
