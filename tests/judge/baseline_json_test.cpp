// A stored baseline comes back as it was, and nothing else is taken for one.
#include "harness/judge/baseline_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace crashproof {
namespace {

std::string any_bytes() {
  return *rc::gen::arbitrary<std::string>();
}

FileTree any_tree() {
  FileTree tree;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    tree[any_bytes()] = {*rc::gen::element(FileType::regular, FileType::directory,
                                           FileType::symlink, FileType::other),
                         *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint64_t>(),
                         any_bytes()};
  }
  return tree;
}

RC_GTEST_PROP(BaselineJson, ComesBackAsItWas, ()) {
  Baseline baseline;
  baseline.initial = any_tree();
  baseline.final = any_tree();
  baseline.command_output = any_bytes();
  baseline.set_aside[any_bytes()] = *rc::gen::arbitrary<std::set<std::string>>();
  baseline.reasons = *rc::gen::arbitrary<std::vector<std::string>>();
  baseline.transient_globs = *rc::gen::arbitrary<std::set<std::string>>();
  baseline.companions[any_bytes()] = any_bytes();
  baseline.rerun_code = *rc::gen::arbitrary<int>();
  baseline.rerun_changes_nothing = *rc::gen::arbitrary<bool>();
  baseline.seconds = *rc::gen::inRange(0, 1000) / 7.0;
  RC_ASSERT(baseline_from_json(to_json(baseline)) == baseline);
}

TEST(BaselineJson, BytesOfAnyKindAreKept) {
  Baseline baseline;
  baseline.final["\xff\xfe name"] = {FileType::symlink, 0777, 0, std::string("\0\x80", 2)};
  EXPECT_EQ(baseline_from_json(to_json(baseline)), baseline);
}

TEST(BaselineJson, RefusesAnythingElse) {
  for (const char* text : {"", "{", "[]", "{}", "null", "{\"version\":2}", "{\"version\":1}",
                           "{\"version\":1,\"initial\":5}"}) {
    EXPECT_THROW(baseline_from_json(text), std::runtime_error) << text;
  }
  std::string text = to_json(Baseline());
  EXPECT_THROW(baseline_from_json(text.substr(0, text.size() / 2)), std::runtime_error);
}

}  // namespace
}  // namespace crashproof
