// An Image after so many Events is the tree that a replay of them makes.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "harness/model/image.h"
#include "tests/persistence/recorded_run.h"
#include "tests/record/replayer.h"

namespace crashproof::testing {
namespace {

// Each case runs a program and copies trees. RC_PARAMS asks for more of them.
const int kFewCases = ::setenv("RC_PARAMS", "max_success=15", 0);

void check_prefixes(int threads) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  RecordedRun run(seed, 60, threads);
  const std::uint64_t size = run.trace().events.size();
  for (const std::uint64_t count : {*rc::gen::inRange<std::uint64_t>(0, size + 1),
                                    *rc::gen::inRange<std::uint64_t>(0, size + 1), size}) {
    const std::string copy = run.copy_of_beginning();
    replay(run.trace(), count, copy);
    const Tree expected = picture_of_files(copy);
    const std::string wrong = unlike(expected, picture_of(run.effects(), everything_until(count)));
    if (!wrong.empty()) std::cerr << "after event " << count << ": " << wrong << "\n";
    RC_ASSERT(wrong == "");
    const bool same_links = links_in(copy) == links_in(run.effects(), count);
    if (!same_links) std::cerr << "after event " << count << ": links differ\n";
    RC_ASSERT(same_links);
  }
}

RC_GTEST_PROP(ImageOfARun, IsTheReplayOfItsEvents, ()) {
  check_prefixes(1);
}

RC_GTEST_PROP(ImageOfARun, OfFourThreadsIsTheReplayOfItsEvents, ()) {
  check_prefixes(4);
}

RC_GTEST_PROP(ImageOfARun, HasEqualHashesForEqualTreesAlone, ()) {
  RecordedRun run(*rc::gen::inRange<unsigned>(1, 1'000'000), 60, 1);
  std::map<std::uint64_t, Tree> known;
  std::map<Tree, std::uint64_t> hashes;
  Image image(run.effects());
  for (std::uint64_t gap = 0; gap <= run.trace().events.size(); ++gap) {
    const Tree tree = picture_of(run.effects(), everything_until(gap));
    RC_ASSERT(known.try_emplace(image.hash(), tree).first->second == tree);
    RC_ASSERT(hashes.try_emplace(tree, image.hash()).first->second == image.hash());
    if (gap < run.trace().events.size()) image.apply_next();
  }
}

TEST(Image, KnowsAContentHoweverItWasMade) {
  Script once, twice, sparse;
  once.create("a").write("a", 0, std::string(5000, 'x') + std::string(5000, '\0'));
  twice.create("b").write("b", 2000, std::string(3000, 'x')).write("b", 0, std::string(2500, 'x'));
  twice.truncate("b", 10000).rename("b", "a");
  sparse.create("a").truncate("a", 10000).write("a", 0, std::string(5000, 'x'));
  const auto final_hash = [](const Script& script) {
    const Effects effects(script.trace());
    Image image(effects);
    while (image.applied() < script.size()) image.apply_next();
    return image.hash();
  };
  EXPECT_EQ(final_hash(once), final_hash(twice));
  EXPECT_EQ(final_hash(once), final_hash(sparse));
}

TEST(Image, ThatIsAsItWasBeforeTheRunHasTheHashOfThat) {
  Script script(Tree{{"kept", std::string("content")}, {"d/inner", std::string("x")}});
  script.create("tmp").write("tmp", 0, "content").rename("tmp", "kept");
  script.rename("d", "e").rename("e", "d").chmod("kept", 0600).chmod("kept", 0644);
  const Effects effects(script.trace(), script.initial());
  Image image(effects);
  std::vector<bool> as_before;
  while (image.applied() < script.size()) {
    image.apply_next();
    as_before.push_back(image.hash() == 0);
  }
  EXPECT_EQ(as_before, (std::vector<bool>{false, false, true, false, true, false, true}));
}

}  // namespace
}  // namespace crashproof::testing
