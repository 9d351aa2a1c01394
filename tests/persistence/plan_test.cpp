// Plans over all moments and models: nothing twice, stronger models within weaker ones, bounded.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "faults/persistence/catalogue.h"
#include "harness/model/surviving_states.h"
#include "harness/plan/power_loss_states.h"
#include "tests/model/arbitrary.h"
#include "tests/persistence/script.h"

namespace crashproof::testing {
namespace {

// Small runs that know only a few names, so that operations meet; every Event is possible.
Script random_script() {
  Script script(Tree{{"f0", std::string(5000, 'i')}, {"d0/f1", std::string("inner")}});
  std::set<std::string> files{"f0", "d0/f1"};
  const auto steps = *rc::gen::inRange(1, 14);
  const auto any_name = [] {
    return *rc::gen::element<std::string>("f0", "f1", "f2", "d0/f0", "d0/f1");
  };
  for (int n = 0; n < steps; ++n) {
    const std::string name = any_name();
    const auto what = *rc::gen::inRange(0, 9);
    if (!files.contains(name)) {
      script.create(name);
      files.insert(name);
    } else if (what <= 2) {
      const auto length = *rc::gen::element<std::size_t>(1, 100, 5000, 20000);
      const auto letter = *rc::gen::inRange('a', 'z');
      script.write(name, *rc::gen::element<std::uint64_t>(0, 50, 4000),
                   std::string(length, letter));
    } else if (what == 3) {
      script.unlink(name);
      files.erase(name);
    } else if (what <= 5) {
      const std::string to = any_name();
      if (to == name) continue;
      script.rename(name, to);
      files.erase(name);
      files.insert(to);
    } else if (what == 6) {
      script.truncate(name, *rc::gen::element<std::uint64_t>(0, 10, 6000));
    } else if (what == 7) {
      script.fsync(*rc::gen::elementOf(std::vector<std::string>{name, "", "d0"}));
    } else {
      script.output();
    }
  }
  return script;
}

std::set<std::uint64_t> hashes_of(const Script& script, const std::vector<std::string>& models) {
  const Effects effects(script.trace(), script.initial());
  std::vector<const PersistenceModel*> chosen;
  for (const std::string& model : models) chosen.push_back(persistence_model_named(model));
  std::set<std::uint64_t> hashes;
  const PowerLossPlan plan = plan_power_loss(effects, chosen);
  for (const PowerLossState& state : plan.states) RC_ASSERT(hashes.insert(state.hash).second);
  return hashes;
}

bool holds(const std::set<std::uint64_t>& weaker, const std::set<std::uint64_t>& stronger) {
  return std::ranges::includes(weaker, stronger);
}

RC_GTEST_PROP(PowerLossPlan, OfAWeakerModelHoldsThatOfAStrongerOne, ()) {
  const Script script = random_script();
  const auto of = [&](const std::string& model) { return hashes_of(script, {model}); };
  const auto strict = of("strict");
  const auto documented = of("ext4-ordered-documented");
  const auto ext4 = of("ext4-ordered");
  const auto xfs = of("xfs");
  const auto btrfs = of("btrfs");
  const auto posix = of("posix-minimum");
  for (const Event& event : script.trace().events) RC_LOG() << describe(event) << "\n";
  RC_ASSERT(holds(documented, strict));
  RC_ASSERT(holds(ext4, documented));
  RC_ASSERT(holds(xfs, strict));
  RC_ASSERT(holds(posix, ext4));
  RC_ASSERT(holds(posix, xfs));
  RC_ASSERT(holds(posix, btrfs));
  RC_ASSERT(holds(of("posix-minimum-torn-rename"), posix));
  // A kill at any gap is a power cut of which nothing was lost.
  const Effects effects(script.trace(), script.initial());
  Image image(effects);
  for (std::uint64_t gap = 0;; ++gap) {
    for (const auto* model : {&strict, &documented, &ext4, &xfs, &btrfs, &posix}) {
      RC_ASSERT(model->contains(image.hash()));
    }
    if (gap == script.size()) break;
    image.apply_next();
  }
}

RC_GTEST_PROP(PowerLossPlan, OfStrictIsPrefixesAndCutsOfOneWrite, ()) {
  const Script script = random_script();
  const Effects effects(script.trace(), script.initial());
  const auto* strict = persistence_model_named("strict");
  for (const PowerLossState& state : plan_power_loss(effects, {strict}).states) {
    const Survival& survival = state.survival;
    RC_ASSERT(survival.names_upto == survival.failed_after);
    RC_ASSERT(survival.data_upto == survival.failed_after);
    for (const auto& [event, fate] : survival.fates) {
      RC_ASSERT(event + 1 == survival.failed_after);
      RC_ASSERT(effects.is_write(event));
      RC_ASSERT(fate.how == Fate::How::head);
    }
  }
}

void check_synced(const Effects& effects, const Survival& survival, std::uint64_t until) {
  RC_ASSERT(until >= survival.failed_after);
  for (std::uint64_t sync = 0; sync < until; ++sync) {
    const FileId file = effects[sync].file;
    if (effects.event(sync).kind != EventKind::fsync || file == 0) continue;
    for (std::uint64_t write = 0; write < sync; ++write) {
      if (!effects.is_write(write) || effects[write].file != file) continue;
      RC_ASSERT(fate_of(write, survival, effects).how == Fate::How::kept);
    }
  }
}

// Whatever else a model permits, it keeps what was synced.
RC_GTEST_PROP(PersistenceModels, NeverLoseWhatWasSynced, ()) {
  const Script script = random_script();
  const Effects effects(script.trace(), script.initial());
  for (const PersistenceModel* model : persistence_catalogue()) {
    const auto source = model->over(effects);
    for (std::uint64_t moment = 0; moment <= effects.size(); ++moment) {
      source->survivals(moment, {}, [&](const Survival& survival) {
        check_synced(effects, survival, source->possible_until(survival));
      });
    }
  }
}

std::set<Fate::How> fates_used(const PersistenceModel& model, const Effects& effects) {
  std::set<Fate::How> used;
  const auto source = model.over(effects);
  for (std::uint64_t moment = 0; moment <= effects.size(); ++moment) {
    source->survivals(moment, {}, [&](const Survival& survival) {
      for (const auto& [event, fate] : survival.fates) used.insert(fate.how);
    });
  }
  return used;
}

std::set<Fate::How> fates_listed(const PersistenceModel& model) {
  std::set<Fate::How> listed(model.fates.begin(), model.fates.end());
  listed.insert(Fate::How::kept);
  return listed;
}

RC_GTEST_PROP(PersistenceModels, UseOnlyTheFatesThatTheyList, ()) {
  const Script script = random_script();
  const Effects effects(script.trace(), script.initial());
  for (const PersistenceModel* model : persistence_catalogue()) {
    RC_ASSERT(std::ranges::includes(fates_listed(*model), fates_used(*model, effects)));
  }
}

TEST(PersistenceModels, UseEveryFateThatTheyList) {
  Script script(Tree{{"old", std::string(20000, 'i')}});
  script.create("a").write("a", 0, std::string(200'000, 'n')).write("a", 200'000, "n");
  script.write("old", 0, std::string(20000, 'n')).rename("a", "b").create("c").fsync("c");
  const Effects effects(script.trace(), script.initial());
  for (const PersistenceModel* model : persistence_catalogue()) {
    std::set<Fate::How> used = fates_used(*model, effects);
    used.insert(Fate::How::kept);
    EXPECT_EQ(used, fates_listed(*model)) << model->name;
  }
}

RC_GTEST_PROP(PowerLossPlan, OfAnyTraceEndsWithinItsLimits, ()) {
  Trace trace = *arbitrary::trace();
  for (Event& event : trace.events) {  // numbers that no file system takes say nothing
    event.offset %= 1 << 20;
    event.length %= 1 << 20;
  }
  const Effects effects(trace);
  const PersistenceLimits limits{.per_point = 20, .pages_per_write = 3};
  for (const PersistenceModel* model : persistence_catalogue()) {
    const auto source = model->over(effects);
    for (std::uint64_t moment = 0; moment <= effects.size(); ++moment) {
      std::uint64_t handed = 0;
      source->survivals(moment, limits, [&](const Survival& survival) {
        ++handed;
        RC_ASSERT(survival.failed_after == moment);
        RC_ASSERT(source->possible_until(survival) >= moment);
      });
      RC_ASSERT(handed <= 4 * limits.per_point);
    }
  }
  plan_power_loss(effects, persistence_catalogue(), limits);
}

TEST(PowerLossPlan, MarksWhatAKillLeavesAndSaysWhatIsLeftOut) {
  Script script;
  for (std::uint64_t n = 0; n < 30; ++n) {
    script.create("t").write("t", 0, std::to_string(n)).rename("t", "out");
  }
  const Effects effects(script.trace(), script.initial());
  const std::vector<const PersistenceModel*> models{persistence_model_named("ext4-ordered")};
  const PowerLossPlan all = plan_power_loss(effects, models);
  const auto plain = std::ranges::count_if(
      all.states, [](const PowerLossState& state) { return state.plain_gap.has_value(); });
  EXPECT_EQ(plain, 91);
  EXPECT_GT(all.states.size(), 91U);
  EXPECT_EQ(all.left_out, 0U);
  EXPECT_TRUE(std::ranges::is_sorted(all.states, {}, &PowerLossState::base));
  const PowerLossPlan few = plan_power_loss(effects, models, {.per_point = 3});
  EXPECT_LT(few.states.size(), all.states.size());
  EXPECT_GT(few.left_out, 0U);
  EXPECT_GT(plan_power_loss(effects, models, {}, {.candidates = 100}).left_out, 0U);
}

TEST(PowerLossPlan, NamesEveryModelThatPermitsAStateAndUntilWhen) {
  Script script(Tree{{"target", std::string("old")}});
  script.create("tmp").write("tmp", 0, "new").rename("tmp", "target").output().fsync("target");
  const Effects effects(script.trace(), script.initial());
  SurvivingStates states(effects);
  Survival empty = everything_until(3);
  empty.data_upto = 0;
  const PowerLossPlan plan = plan_power_loss(effects, persistence_catalogue());
  const auto state = std::ranges::find(plan.states, states.hash(empty), &PowerLossState::hash);
  ASSERT_NE(state, plan.states.end());
  std::vector<std::string> names;
  for (const PermittedBy& permitted : state->models) {
    names.push_back(permitted.model);
    EXPECT_EQ(permitted.until, 4U) << permitted.model;  // after the output, before the fsync
  }
  EXPECT_EQ(names, (std::vector<std::string>{"ext4-ordered", "xfs", "btrfs", "posix-minimum",
                                             "posix-minimum-torn-rename"}));
  EXPECT_EQ(state->survival.model, "ext4-ordered");
  EXPECT_EQ(state->plain_gap, std::nullopt);
}

TEST(PersistenceModels, SayWhatTheyPermitAndHowThatIsKnown) {
  int weakness = 0;
  for (const PersistenceModel* model : persistence_catalogue()) {
    EXPECT_GE(model->weakness, weakness) << model->name;
    weakness = model->weakness;
    for (std::size_t begin = 0; begin < model->permits.size();) {
      const std::size_t end = std::min(model->permits.find('\n', begin), model->permits.size());
      const std::string line(model->permits.substr(begin, end - begin));
      const bool marked = line.find("documented") != line.npos ||
                          line.find("observed") != line.npos || line.find("assumed") != line.npos ||
                          line.starts_with("As ") || line.starts_with("Nothing else");
      EXPECT_TRUE(marked) << model->name << ": " << line;
      begin = end + 1;
    }
  }
}

}  // namespace
}  // namespace crashproof::testing
