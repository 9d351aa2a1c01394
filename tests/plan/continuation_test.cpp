// A crashed run and its resume as one trace: the files come out as if one had followed the other.
#include "harness/plan/continuation.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <string>

#include "harness/model/image.h"
#include "harness/plan/equivalence.h"
#include "tests/model/arbitrary.h"
#include "tests/persistence/script.h"

namespace crashproof {
namespace {

using testing::everything_until;
using testing::picture_of;
using testing::Script;
using testing::Tree;
using testing::tree_of;

constexpr std::uint32_t plain_mode = 0644;

std::set<std::string> files_in(const Tree& tree) {
  std::set<std::string> files;
  for (const auto& [path, content] : tree) {
    if (content != "<dir>") files.insert(path);
  }
  return files;
}

// A run over these files that knows only a few names, so that what it does meets.
Script any_run(const Tree& before) {
  Script script(before);
  std::set<std::string> files = files_in(before);
  const auto steps = *rc::gen::inRange(0, 12);
  for (int n = 0; n < steps; ++n) {
    const auto any_name = [] {
      return *rc::gen::element<std::string>("f0", "f1", "f2", "d0/f0", "d0/f1");
    };
    const std::string name = any_name();
    const auto what = *rc::gen::inRange(0, 8);
    if (!files.contains(name)) {
      script.create(name);
      files.insert(name);
    } else if (what <= 2) {
      const auto length = *rc::gen::element<std::size_t>(0, 1, 100, 5000);
      script.write(name, *rc::gen::element<std::uint64_t>(0, 50, 4000),
                   std::string(length, *rc::gen::inRange('a', 'z')));
    } else if (what == 3) {
      script.unlink(name);
      files.erase(name);
    } else if (what == 4) {
      const std::string to = any_name();
      script.rename(name, to);
      if (to != name) files.erase(name);
      files.insert(to);
    } else if (what == 5) {
      script.truncate(name, *rc::gen::element<std::uint64_t>(0, 10, 6000));
    } else if (what == 6) {
      script.fsync(name);
    } else {
      script.output();
    }
  }
  return script;
}

const Tree& beginning() {
  static const Tree tree{{"f0", std::string(5000, 'i')}, {"d0/f1", "inner"}};
  return tree;
}

CrashPoint any_point_of(const Trace& trace) {
  CrashPoint point{*rc::gen::inRange<std::uint64_t>(0, trace.events.size() + 1), std::nullopt};
  if (point.after == trace.events.size()) return point;
  const Event& event = trace.events[point.after];
  const bool cut =
      event.kind == EventKind::write && event.length > 1 && *rc::gen::arbitrary<bool>();
  if (cut) point.cut_bytes = *rc::gen::inRange<std::uint64_t>(1, event.length);
  return point;
}

// What a kill at the point leaves, found without joining anything.
Tree left_at(const Script& run, const CrashPoint& point) {
  const Effects effects(run.trace(), run.initial());
  Survival survival = everything_until(point.after + (point.cut_bytes ? 1 : 0));
  if (point.cut_bytes) {
    survival.fates[point.after] = {Fate::How::head, *point.cut_bytes, {}};
  }
  return tree_of(effects, survival);
}

RC_GTEST_PROP(Continuation, LeavesWhatTheResumeMakesOfTheCrashState, ()) {
  const Script crashed = any_run(beginning());
  const CrashPoint point = any_point_of(crashed.trace());
  const Tree between = left_at(crashed, point);
  const Script resume = any_run(between);
  const Effects after(resume.trace(), resume.initial());
  const Trace joined = continuation(crashed.trace(), point, resume.trace());
  const Effects whole(joined, crashed.initial());
  const std::uint64_t first = joined.events.size() - resume.size();
  for (std::uint64_t gap = 0; gap <= resume.size(); ++gap) {
    RC_ASSERT(tree_of(whole, everything_until(first + gap)) ==
              tree_of(after, everything_until(gap)));
  }
}

RC_GTEST_PROP(Continuation, HasTheEventsOfBothWithTheirBytes, ()) {
  const Trace crashed = *rc::gen::arbitrary<Trace>();
  const Trace resume = *rc::gen::arbitrary<Trace>();
  const auto after = *rc::gen::inRange<std::uint64_t>(0, crashed.events.size() + 1);
  const Trace joined = continuation(crashed, {after, std::nullopt}, resume);
  RC_ASSERT(joined.events.size() == after + resume.events.size());
  for (std::uint64_t i = 0; i < joined.events.size(); ++i) {
    const bool is_old = i < after;
    const Trace& from = is_old ? crashed : resume;
    Event expected = from.events[is_old ? i : i - after];
    RC_ASSERT(joined.blobs->get(joined.events[i].bytes) == from.blobs->get(expected.bytes));
    expected.index = i;
    expected.bytes = joined.events[i].bytes;
    RC_ASSERT(joined.events[i] == expected);
  }
}

RC_GTEST_PROP(StatesOf, AreOneForEachEventThatChangesFiles, ()) {
  const Script run = any_run(beginning());
  const auto first = *rc::gen::inRange<std::uint64_t>(0, run.size() + 1);
  const std::vector<bool> observable = observable_events(run.trace());
  std::vector<std::uint64_t> expected;
  for (std::uint64_t i = first; i < run.size(); ++i) {
    if (observable[i]) expected.push_back(i + 1);
  }
  std::vector<std::uint64_t> found;
  for (const StateAt& state : states_of(run.trace(), first, run.initial())) {
    RC_ASSERT(changes_files(run.trace().events[state.events - 1].kind));
    found.push_back(state.events);
  }
  RC_ASSERT(found == expected);
}

RC_GTEST_PROP(StatesOf, HaveEqualHashesForEqualFilesAlone, ()) {
  const Script run = any_run(beginning());
  const Effects effects(run.trace(), run.initial());
  std::map<std::uint64_t, Tree> by_hash;
  std::map<Tree, std::uint64_t> by_tree;
  by_hash[0] = picture_of(effects, everything_until(0));
  by_tree[by_hash[0]] = 0;
  for (const StateAt& state : states_of(run.trace(), 0, run.initial())) {
    const Tree tree = picture_of(effects, everything_until(state.events));
    RC_ASSERT(by_hash.emplace(state.hash, tree).first->second == tree);
    RC_ASSERT(by_tree.emplace(tree, state.hash).first->second == state.hash);
  }
}

// Whether a resume finishes what was begun, or a run does it in one go: the state is the same one.
RC_GTEST_PROP(StatesOf, DoNotTellHowTheyCameAbout, ()) {
  const Script run = any_run(beginning());
  const auto cut = *rc::gen::inRange<std::uint64_t>(0, run.size() + 1);
  Trace rest;
  rest.blobs = run.trace().blobs;
  for (std::uint64_t i = cut; i < run.size(); ++i) rest.events.push_back(run.trace().events[i]);
  const Trace joined = continuation(run.trace(), {cut, std::nullopt}, rest);
  RC_ASSERT(states_of(joined, 0, run.initial()) == states_of(run.trace(), 0, run.initial()));
}

TEST(Continuation, AWriteThatWasCutHasTheBytesItPutDown) {
  Script crashed;
  crashed.create("log").write("log", 0, "0123456789");
  Script resume;
  resume.write("log", 4, "x");
  const Trace joined = continuation(crashed.trace(), {1, 4}, resume.trace());
  ASSERT_EQ(joined.events.size(), 3U);
  EXPECT_EQ(joined.events[1].length, 4U);
  EXPECT_EQ(joined.blobs->get(joined.events[1].bytes), "0123");
  const Effects effects(joined, crashed.initial());
  EXPECT_EQ(tree_of(effects, everything_until(3)), (Tree{{"log", "0123x"}}));
}

TEST(Continuation, LeavesItsSourcesAsTheyAre) {
  Script crashed;
  crashed.create("a").write("a", 0, "one");
  Script resume;
  resume.write("a", 0, "two").chmod("a", plain_mode);
  const std::string before = fingerprint(crashed.trace()) + fingerprint(resume.trace());
  continuation(crashed.trace(), {2, std::nullopt}, resume.trace());
  EXPECT_EQ(fingerprint(crashed.trace()) + fingerprint(resume.trace()), before);
  EXPECT_EQ(crashed.trace().blobs->size(), 2U);
}

}  // namespace
}  // namespace crashproof
