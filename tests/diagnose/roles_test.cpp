// Which part files play, by their use alone.
#include "harness/diagnose/roles.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/diagnose/made_trace.h"

namespace crashproof {
namespace {

using made::MadeTrace;
using made::of;

// A job that reads `in`, replaces `a` twice, makes `b` once, adds to `c` and `d`, and has a `t`.
std::vector<FileHistory> files_of_a_job() {
  MadeTrace run;
  for (int i = 0; i < 2; ++i) {
    run.create("t");
    run.rename("t", "a");
    run.append("c", "line\n");
    run.append("d", "line\n");
  }
  run.create("b");
  run.append("b", "text");
  return run.histories({}, {"a", "b", "c", "d"});
}

Role role_of(const std::string& path, const std::vector<RoleHint>& hints = {}) {
  std::vector<FileHistory> files = files_of_a_job();
  ResumeWork work;
  work.reads = {"a", "c"};
  assign_roles(files, {&work}, hints);
  return of(path, files).role;
}

TEST(Roles, AreToldByUse) {
  EXPECT_EQ(role_of("a"), Role::checkpoint);
  EXPECT_EQ(role_of("b"), Role::artifact);
  EXPECT_EQ(role_of("c"), Role::journal);
  EXPECT_EQ(role_of("d"), Role::log);
  EXPECT_EQ(role_of("t"), Role::temporary);
}

TEST(Roles, HintsGoFirst) {
  EXPECT_EQ(role_of("d", {{"d", Role::checkpoint}}), Role::checkpoint);
  EXPECT_EQ(role_of("a", {{"d", Role::checkpoint}}), Role::checkpoint);
}

TEST(Roles, HintsAreReadOrRefused) {
  EXPECT_EQ(parse_role_hint("state/*.json:checkpoint"),
            (RoleHint{"state/*.json", Role::checkpoint}));
  for (const char* text : {"", "checkpoint", ":checkpoint", "a:chekpoint"}) {
    EXPECT_THROW(parse_role_hint(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace crashproof
