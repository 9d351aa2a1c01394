// All survivals first, then their states in the order in which a mirror reaches them.
#include "harness/plan/power_loss_states.h"

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

#include "harness/model/surviving_states.h"

namespace crashproof {
namespace {

constexpr std::uint64_t kFewestPerPoint = 8;

struct Candidate {
  Survival survival;
  std::vector<std::size_t> models;  // ascending
};

std::uint64_t mixed(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t z = (seed ^ value) + 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// Equal for survivals that say the same, whenever power failed.
std::uint64_t digest_of(const Survival& survival) {
  std::uint64_t digest = mixed(survival.names_upto, mixed(survival.data_upto, 1));
  for (const auto& [event, fate] : survival.fates) {
    digest = mixed(digest, event);
    digest = mixed(digest, static_cast<std::uint64_t>(fate.how));
    digest = mixed(digest, fate.bytes);
    for (const std::uint64_t page : fate.pages) digest = mixed(digest, page);
  }
  return digest;
}

std::uint64_t changes_in(const Effects& effects) {
  std::uint64_t changes = 1;
  for (std::uint64_t i = 0; i < effects.size(); ++i) {
    if (effects.is_write(i) || effects.is_change_of_names(i)) ++changes;
  }
  return changes;
}

class Planner {
 public:
  Planner(const Effects& effects, const std::vector<const PersistenceModel*>& models)
      : effects_(effects), models_(models), states_(effects) {
    for (const PersistenceModel* model : models) sources_.push_back(model->over(effects));
  }

  PowerLossPlan plan(const PersistenceLimits& limits, const PowerLossBounds& bounds) {
    collect(limits, bounds);
    find_plain_states();
    std::ranges::stable_sort(candidates_, {}, [](const Candidate& candidate) {
      return SurvivingStates::base_of(candidate.survival);
    });
    for (Candidate& candidate : candidates_) add_state(candidate);
    std::ranges::stable_sort(plan_.states, {}, &PowerLossState::base);
    return std::move(plan_);
  }

 private:
  void collect(PersistenceLimits limits, const PowerLossBounds& bounds) {
    if (models_.empty()) return;
    const std::uint64_t share = bounds.candidates / changes_in(effects_) / models_.size();
    limits.per_point = std::min(limits.per_point, std::max(kFewestPerPoint, share));
    std::unordered_map<std::uint64_t, std::size_t> known;
    for (std::uint64_t moment = 0; moment <= effects_.size(); ++moment) {
      for (std::size_t model = 0; model < models_.size(); ++model) {
        plan_.left_out += sources_[model]->survivals(moment, limits, [&](Survival survival) {
          ++plan_.candidates;
          const auto [place, is_new] = known.try_emplace(digest_of(survival), candidates_.size());
          if (is_new) candidates_.push_back({std::move(survival), {}});
          std::vector<std::size_t>& permitting = candidates_[place->second].models;
          if (std::ranges::count(permitting, model) == 0) permitting.push_back(model);
        });
      }
    }
  }

  void find_plain_states() {
    for (std::uint64_t gap = 0; gap <= effects_.size(); ++gap) {
      plain_.try_emplace(states_.plain_hash(gap), gap);
    }
  }

  void permit(PowerLossState& state, const Candidate& candidate) const {
    for (const std::size_t model : candidate.models) {
      const std::string_view name = models_[model]->name;
      const std::uint64_t until = sources_[model]->possible_until(candidate.survival);
      const auto known = std::ranges::find(state.models, name, &PermittedBy::model);
      if (known == state.models.end()) {
        state.models.push_back({std::string(name), until});
      } else {
        known->until = std::max(known->until, until);
      }
    }
  }

  void add_state(Candidate& candidate) {
    std::ranges::sort(candidate.models);
    const std::size_t strongest = candidate.models.front();
    candidate.survival.model = std::string(models_[strongest]->name);
    const std::uint64_t hash = states_.hash(candidate.survival);
    const auto [place, is_new] = known_.try_emplace(hash, plan_.states.size());
    if (is_new) {
      plan_.states.emplace_back();
      strongest_.push_back(strongest);
    }
    PowerLossState& state = plan_.states[place->second];
    permit(state, candidate);
    std::size_t& strongest_known = strongest_[place->second];
    const bool says_less = candidate.survival.fates.size() < state.survival.fates.size();
    if (is_new || strongest < strongest_known || (strongest == strongest_known && says_less)) {
      strongest_known = strongest;
      state.base = SurvivingStates::base_of(candidate.survival);
      state.survival = std::move(candidate.survival);
    }
    state.hash = hash;
    if (const auto plain = plain_.find(hash); plain != plain_.end()) {
      state.plain_gap = plain->second;
    }
  }

  const Effects& effects_;
  const std::vector<const PersistenceModel*>& models_;
  std::vector<std::unique_ptr<SurvivalSource>> sources_;
  SurvivingStates states_;
  std::vector<Candidate> candidates_;
  std::unordered_map<std::uint64_t, std::uint64_t> plain_;  // hash -> first gap
  std::unordered_map<std::uint64_t, std::size_t> known_;    // hash -> place in the plan
  std::vector<std::size_t> strongest_;                      // model of each state of the plan
  PowerLossPlan plan_;
};

}  // namespace

PowerLossPlan plan_power_loss(const Effects& effects,
                              const std::vector<const PersistenceModel*>& models,
                              const PersistenceLimits& limits, const PowerLossBounds& bounds) {
  return Planner(effects, models).plan(limits, bounds);
}

}  // namespace crashproof
