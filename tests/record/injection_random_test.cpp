// Whatever is injected into a random program, the trace tells exactly what has happened to its
// files.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/record/replayer.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

using Effect = Injection::Effect;
using Edge = Position::Edge;

// Each case runs and copies whole trees. RC_PARAMS asks for more of them.
const int kFewCases = ::setenv("RC_PARAMS", "max_success=60", 0);

Position random_position() {
  Position position;
  position.edge = *rc::gen::elementOf(
      std::vector<Edge>{Edge::start, Edge::event, Edge::before, Edge::after, Edge::in});
  position.kind = *rc::gen::elementOf(std::vector<EventKind>{
      EventKind::write, EventKind::write, EventKind::create, EventKind::rename, EventKind::unlink,
      EventKind::truncate, EventKind::allocate, EventKind::fsync});
  position.glob = *rc::gen::elementOf(std::vector<std::string>{"*", "*f*", "f1", "d0/*"});
  position.occurrence = *rc::gen::inRange<std::uint64_t>(1, 6);
  position.cut_bytes = *rc::gen::inRange<std::uint64_t>(1, 40);
  return position;
}

// Mostly what lets the program go on.
Injection random_injection() {
  Injection injection;
  injection.effect = *rc::gen::weightedElement<Effect>({{6, Effect::fail_call},
                                                        {6, Effect::short_call},
                                                        {1, Effect::signal},
                                                        {1, Effect::stall},
                                                        {1, Effect::kill_process},
                                                        {1, Effect::kill_tree}});
  injection.position = random_position();
  injection.signal = *rc::gen::element(SIGTERM, SIGCONT, SIGCHLD);
  injection.error = *rc::gen::element(EIO, ENOSPC, EINTR, EACCES);
  injection.times = *rc::gen::inRange<std::uint64_t>(0, 4);
  injection.bytes = *rc::gen::inRange<std::uint64_t>(0, 50);
  injection.no_space = *rc::gen::weightedElement<bool>({{4, false}, {1, true}});
  injection.grace_seconds = 0.2;
  injection.stall_seconds = 0.2;
  return injection;
}

void check(int threads) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  Sandbox sandbox;
  sandbox.put("f0", "the first file\n");
  sandbox.put("f1", std::string(9000, 'x'));
  sandbox.remember();
  Supervision supervision = sandbox.supervision(
      {subject("random_files"), std::to_string(seed), "60", std::to_string(threads)});
  const auto count = *rc::gen::inRange(1, 4);
  for (int n = 0; n < count; ++n) supervision.injections.push_back(random_injection());
  const Supervised result = supervise(supervision);
  RC_ASSERT(children_left() == 0);
  RC_ASSERT(result.trace.exit.how != RunExit::How::timed_out);
  RC_ASSERT(result.happened.size() == supervision.injections.size());
  bool altered = false;
  for (std::size_t n = 0; n < result.happened.size(); ++n) {
    const Effect effect = supervision.injections[n].effect;
    altered = altered ||
              (result.happened[n] && effect != Effect::fail_call && effect != Effect::short_call);
  }
  RC_CLASSIFY(std::count(result.happened.begin(), result.happened.end(), true) > 0);
  // Only what was done to the process itself can keep it from its end.
  if (!altered) RC_ASSERT(result.trace.exit.succeeded());
  const std::string copy = sandbox.copy_of_beginning();
  replay(result.trace, result.trace.events.size(), copy);
  RC_ASSERT(difference(picture_of(sandbox.workspace(), true), picture_of(copy, true)) == "");
}

RC_GTEST_PROP(InjectedRandomSubject, ReplayOfTheTraceIsTheTree, ()) {
  check(1);
}

RC_GTEST_PROP(InjectedRandomSubject, ReplayOfAFourThreadTraceIsTheTree, ()) {
  check(4);
}

}  // namespace
}  // namespace crashproof::testing
