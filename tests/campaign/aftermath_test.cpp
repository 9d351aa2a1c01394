// What the traces of a trial tell: states that a further crash leaves, and work done twice.
#include "harness/campaign/aftermath.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "harness/plan/resolve.h"
#include "tests/campaign/made_run.h"

namespace crashproof {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MadeRun;

TrialOrder kill_after(std::uint64_t events) {
  TrialOrder order;
  order.schedule = "kill@event(" + std::to_string(events) + ")";
  order.point = CrashPoint{events, std::nullopt};
  return order;
}

MadeRun recorded() {
  MadeRun run(testing::Tree{{"in/1", "a"}, {"in/2", "b"}});
  run.create("out").write("out", 0, "a").write("out", 1, "b").exit();
  return run;
}

std::vector<std::uint64_t> events_of(const std::vector<StateAt>& states) {
  std::vector<std::uint64_t> events;
  for (const StateAt& state : states) events.push_back(state.events);
  return events;
}

TEST(ResumeStates, AreCountedAsEventNInSchedulesIs) {
  const MadeRun first = recorded();
  MadeRun resume;
  resume.open("in/1").output().write("out", 0, "A").open("in/2").fsync("out").open("in/2");
  resume.write("out", 1, "B").exit();
  const std::vector<StateAt> states = states_of_last_resume(
      kill_after(2), {std::nullopt, {resume.trace()}, {}, {}}, first.trace(), first.initial());
  EXPECT_THAT(events_of(states), ElementsAre(2U, 4U));
  // Each is a kill right after the Event that made the state.
  for (const StateAt& state : states) {
    Position position;
    position.edge = Position::Edge::event;
    position.occurrence = state.events;
    const Resolved at = resolve(position, resume.trace());
    ASSERT_TRUE(at.reached);
    EXPECT_EQ(resume.trace().events[at.point.after - 1].kind, EventKind::write);
  }
}

TEST(ResumeStates, AreKnownFromThoseOfTheRecording) {
  const MadeRun first = recorded();
  MadeRun resume;
  resume.write("out", 1, "b").exit();
  const std::vector<StateAt> of_recording = states_of(first.trace(), 0, first.initial());
  const std::vector<StateAt> states = states_of_last_resume(
      kill_after(2), {std::nullopt, {resume.trace()}, {}, {}}, first.trace(), first.initial());
  ASSERT_EQ(states.size(), 1U);
  // The resume ends where the recorded run was after its last write.
  EXPECT_EQ(states[0].hash, of_recording.back().hash);
}

TEST(ResumeStates, AreThoseOfTheLastResume) {
  const MadeRun first = recorded();
  MadeRun struck;
  struck.write("out", 1, "x");
  MadeRun last;
  last.open("in/1").write("out", 1, "b").exit();
  const std::vector<StateAt> states =
      states_of_last_resume(kill_after(2), {std::nullopt, {struck.trace(), last.trace()}, {}, {}},
                            first.trace(), first.initial());
  EXPECT_THAT(events_of(states), ElementsAre(1U));
  EXPECT_EQ(states[0].hash, states_of(first.trace(), 0, first.initial()).back().hash);
}

TEST(ResumeStates, AreOfReplaysAlone) {
  const MadeRun first = recorded();
  const TrialTraces traces{std::nullopt, {first.trace()}, {}, {}};
  TrialOrder live = kill_after(2);
  live.engine = Engine::live;
  TrialOrder nowhere = kill_after(2);
  nowhere.point.reset();
  EXPECT_THAT(states_of_last_resume(live, traces, first.trace(), first.initial()), IsEmpty());
  EXPECT_THAT(states_of_last_resume(nowhere, traces, first.trace(), first.initial()), IsEmpty());
  EXPECT_THAT(states_of_last_resume(kill_after(2), {}, first.trace(), first.initial()), IsEmpty());
}

class RedoAfter : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/crashproof-redo-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::optional<Redo> redo(const TrialOrder& order, const TrialTraces& traces) const {
    const RunStore store(directory_ + "/run", RunStore::Mode::fresh);
    const MadeRun run = recorded();
    const Subject subject;
    const std::vector<const StateReader*> readers;
    const WorkerPlan plan{store, subject, run.runs(), readers,
                          {},    {},      true,       {{{"in/*"}, {}}, {}, &run.trace()},
                          {},    {}};
    return redo_after(order, traces, plan);
  }

  std::string directory_;
};

TEST_F(RedoAfter, AReplayIsHeldAgainstTheRecordingUpToItsPoint) {
  EXPECT_EQ(redo(kill_after(2), {std::nullopt, {recorded().trace()}, {}, {}}), (Redo{2, 0, 0}));
}

TEST_F(RedoAfter, ALiveRunIsHeldAgainstItself) {
  MadeRun first;
  first.open("in/1").create("out").write("out", 0, "a").open("in/2");
  MadeRun resume;
  resume.open("in/1").open("in/2").write("out", 0, "a").write("out", 1, "b");
  TrialOrder order = kill_after(0);
  order.engine = Engine::live;
  EXPECT_EQ(redo(order, {first.trace(), {resume.trace()}, {}, {}}), (Redo{1, 2, 1}));
}

TEST_F(RedoAfter, NobodyCanTellOfPowerCutsAndPoison) {
  TrialOrder order = kill_after(2);
  order.schedule = "power-loss[xfs: lost write(out)]@end";
  const TrialTraces traces{std::nullopt, {recorded().trace()}, {}, {}};
  EXPECT_EQ(redo(order, traces), std::nullopt);
  order.schedule = "poison[in/1]@every";
  EXPECT_EQ(redo(order, traces), std::nullopt);
  order.schedule = "kill@event(2)";
  order.engine = Engine::live;
  EXPECT_EQ(redo(order, traces), std::nullopt);  // its first run was not traced
}

}  // namespace
}  // namespace crashproof
