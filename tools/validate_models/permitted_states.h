// All states that a persistence model lists for one recorded workload, each with the moments of
// power failure at which it may be found.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/model/effects.h"
#include "harness/model/image.h"
#include "harness/model/persistence_model.h"
#include "harness/model/trace.h"
#include "tools/validate_models/observed_tree.h"

namespace crashproof {

struct PermittedName {
  bool directory = false;
  FileId file = 0;  // which file or directory of the run has the name; 0: one that it left alone
  std::string initial_path;  // of one that it left alone
  auto operator<=>(const PermittedName&) const = default;
};
using PermittedNames = std::map<std::string, PermittedName>;  // by path

// The changes of names, sizes and attributes that survived, as Event numbers.
using SurvivingChanges = std::vector<std::uint64_t>;

struct PermittedState {
  std::uint64_t from = 0;  // moments, as numbers of Events that had happened
  std::uint64_t until = 0;
  const SurvivingChanges* changes = nullptr;  // equal ones are one object
  const PermittedNames* names = nullptr;
  std::map<std::string, const std::string*> contents;  // of the regular files, by path
  Survival survival;

  bool possible_at(std::uint64_t moment) const { return from <= moment && moment <= until; }
};

// The trace of a run and the tree that it began with must outlive it.
class PermittedStates {
 public:
  PermittedStates(const PersistenceModel& model, const Trace& trace, const ObservedTree& initial,
                  const PersistenceLimits& limits);
  PermittedStates(const PermittedStates&) = delete;
  PermittedStates& operator=(const PermittedStates&) = delete;

  const std::vector<PermittedState>& states() const { return states_; }
  std::uint64_t left_out() const { return left_out_; }
  const Effects& effects() const { return effects_; }

 private:
  void add(Survival survival, const SurvivalSource& source);
  SurvivingChanges changes_of(const Survival& survival) const;
  PermittedNames names_of(const Survival& survival) const;
  std::string content_of(const PermittedName& name, const Survival& survival) const;

  const ObservedTree& initial_;
  Effects effects_;
  Image before_;
  std::set<SurvivingChanges> all_changes_;
  std::set<PermittedNames> all_names_;
  std::set<std::string> all_contents_;
  std::vector<PermittedState> states_;
  std::uint64_t left_out_ = 0;
};

}  // namespace crashproof
