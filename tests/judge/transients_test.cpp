// Temporary files and their globs.
#include "harness/judge/transients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/judge/path_pattern.h"

namespace crashproof {
namespace {

using testing::UnorderedElementsAre;
using Paths = std::set<std::string>;

Event event(EventKind kind, std::string path, std::string target = "") {
  Event event;
  event.kind = kind;
  event.path = std::move(path);
  event.target = std::move(target);
  return event;
}

TEST(Transients, AreMadeAndGone) {
  Trace trace;
  trace.events = {event(EventKind::create, "ckpt.tmp"),
                  event(EventKind::rename, "ckpt.tmp", "ckpt.json"),
                  event(EventKind::create, "lock"),
                  event(EventKind::unlink, "lock"),
                  event(EventKind::create, "/tmp/x"),
                  event(EventKind::tmpfile, "#17"),
                  event(EventKind::link, "ckpt.json", "ckpt.bak"),
                  event(EventKind::mkdir, "work")};
  FileTree final;
  final["ckpt.json"] = {};
  EXPECT_THAT(transient_paths(trace, final),
              UnorderedElementsAre("ckpt.tmp", "lock", "ckpt.bak", "work"));
}

TEST(Transients, StableNamesStandForThemselves) {
  EXPECT_THAT(transient_globs({"a.tmp", "x*y"}, {"a.tmp", "x*y"}),
              UnorderedElementsAre("a.tmp", "x\\*y"));
  EXPECT_THAT(transient_globs({"a.tmp"}, {}), UnorderedElementsAre("a.tmp"));
}

TEST(Transients, RandomNamesBecomeGlobs) {
  EXPECT_THAT(transient_globs({"tmpab12cd34"}, {"tmpzz99yy11"}), UnorderedElementsAre("tmp*"));
  EXPECT_THAT(transient_globs({"out/data.json.a8f3"}, {"out/data.json.a91c"}),
              UnorderedElementsAre("out/data.json.*"));
  EXPECT_THAT(transient_globs({"tmp.12345"}, {"tmp.12399"}), UnorderedElementsAre("tmp.*"));
  EXPECT_THAT(transient_globs({"d/4711.tmp"}, {"d/4712.tmp"}), UnorderedElementsAre("d/*.tmp"));
}

TEST(Transients, ChanceDoesNotNarrowAGlob) {
  // mkstemp's sixth character, equal by chance.
  EXPECT_THAT(transient_globs({"fooaBCDEF"}, {"fooaXYZUV"}), UnorderedElementsAre("foo*"));
}

TEST(Transients, FamiliesStayApart) {
  EXPECT_THAT(
      transient_globs({"data.json.x1q2", "meta.json.z9w8"}, {"data.json.k3j4", "meta.json.p5o6"}),
      UnorderedElementsAre("data.json.*", "meta.json.*"));
}

TEST(Transients, ANameWithoutAnyFixedWordIsNotWidened) {
  EXPECT_THAT(transient_globs({"d/x1q2"}, {"d/k3j4"}), UnorderedElementsAre("d/x1q2", "d/k3j4"));
  EXPECT_EQ(common_glob({"abc", "xyz"}), "");
  EXPECT_EQ(common_glob({"a.b", "a-b"}), "");
  EXPECT_EQ(common_glob({}), "");
}

// Workspace-relative, as traces have them: no empty component, no "." and no "..".
Paths any_paths() {
  const auto name = rc::gen::suchThat(rc::gen::arbitrary<std::string>(), [](const auto& text) {
    return !text.empty() && text != "." && text != ".." && text.find('/') == std::string::npos;
  });
  Paths paths;
  for (const auto& names : *rc::gen::container<std::vector<std::vector<std::string>>>(
           rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(name)))) {
    std::string path = names.front();
    for (std::size_t i = 1; i < names.size(); ++i) path += "/" + names[i];
    paths.insert(path);
  }
  return paths;
}

RC_GTEST_PROP(TransientsProperty, EveryTransientIsCovered, ()) {
  const Paths first = any_paths();
  const Paths globs = transient_globs(first, any_paths());
  for (const std::string& path : first) {
    RC_ASSERT(std::any_of(globs.begin(), globs.end(),
                          [&](const std::string& glob) { return path_matches(glob, path); }));
  }
}

}  // namespace
}  // namespace crashproof
