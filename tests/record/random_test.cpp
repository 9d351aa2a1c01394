// Properties over random subjects: the trace repeats the run, and a kill leaves what it says.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/record/replayer.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

constexpr int kSteps = 60;

// Each case runs and copies whole trees. RC_PARAMS asks for more of them.
const int kFewCases = ::setenv("RC_PARAMS", "max_success=15", 0);

Supervision random_run(const Sandbox& sandbox, unsigned seed, int threads) {
  return sandbox.supervision({subject("random_files"), std::to_string(seed), std::to_string(kSteps),
                              std::to_string(threads)});
}

void fill(Sandbox& sandbox) {
  sandbox.put("f0", "the first file\n");
  sandbox.put("f1", std::string(9000, 'x'));
  std::system(("mkdir " + sandbox.workspace() + "/d0 && ln " + sandbox.workspace() + "/f0 " +
               sandbox.workspace() + "/d0/f3")
                  .c_str());
  sandbox.remember();
}

Position after_events(std::uint64_t count) {
  Position position;
  position.edge = Position::Edge::event;
  position.occurrence = count;
  return position;
}

std::string replay_differs(Sandbox& sandbox, const Trace& trace, std::uint64_t count) try {
  const std::string copy = sandbox.copy_of_beginning();
  replay(trace, count, copy);
  return difference(picture_of(sandbox.workspace(), true), picture_of(copy, true));
} catch (const std::runtime_error& error) {
  return error.what();
}

// What threads do depends on who comes first: the same case may pass when it is tried again, and
// then the property alone would not say what had been wrong.
void expect_replay(Sandbox& sandbox, const Trace& trace) {
  const std::string wrong = replay_differs(sandbox, trace, trace.events.size());
  std::string gaps;
  for (const Gap& gap : trace.gaps) gaps += "\ngap: " + gap.what + " " + gap.detail;
  if (!wrong.empty()) ADD_FAILURE() << wrong << gaps;
  RC_ASSERT(wrong == "");
}

void check_replay(int threads) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  Sandbox sandbox;
  fill(sandbox);
  const Supervised run = supervise(random_run(sandbox, seed, threads));
  RC_ASSERT(run.trace.exit.succeeded());
  RC_ASSERT(children_left() == 0);
  expect_replay(sandbox, run.trace);
}

RC_GTEST_PROP(RandomSubject, ReplayOfTheTraceIsTheFinalTree, ()) {
  check_replay(1);
}

RC_GTEST_PROP(RandomSubject, ReplayOfAFourThreadTraceIsTheFinalTree, ()) {
  check_replay(4);
}

RC_GTEST_PROP(RandomSubject, KillAtAnEventLeavesTheReplayOfItsPrefix, ()) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  Sandbox sandbox;
  fill(sandbox);
  const Supervised whole = supervise(random_run(sandbox, seed, 1));
  const auto count = *rc::gen::inRange<std::uint64_t>(0, whole.trace.events.size());
  sandbox.restore();
  Supervision supervision = random_run(sandbox, seed, 1);
  supervision.kill_at = after_events(count);
  const Supervised killed = supervise(supervision);
  RC_ASSERT(killed.killed);
  RC_ASSERT(killed.trace.exit.how == RunExit::How::killed);
  RC_ASSERT(killed.trace.events.size() == count);
  RC_ASSERT(children_left() == 0);
  RC_ASSERT(replay_differs(sandbox, killed.trace, count) == "");
  // Times differ between the two runs, the trees do not.
  const std::string copy = sandbox.copy_of_beginning();
  replay(whole.trace, count, copy);
  RC_ASSERT(difference(picture_of(sandbox.workspace(), false), picture_of(copy, false)) == "");
}

RC_GTEST_PROP(RandomSubject, KillOfFourThreadsLeavesTheReplayOfItsOwnTrace, ()) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 150);
  Sandbox sandbox;
  fill(sandbox);
  Supervision supervision = random_run(sandbox, seed, 4);
  supervision.kill_at = after_events(count);
  const Supervised killed = supervise(supervision);
  RC_ASSERT(killed.killed == (killed.trace.exit.how == RunExit::How::killed));
  RC_ASSERT(children_left() == 0);
  expect_replay(sandbox, killed.trace);
}

}  // namespace
}  // namespace crashproof::testing
