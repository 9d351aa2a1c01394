// The least input with which a finding shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// One kind of item is marked as done before its row is there; the others are done right.
constexpr const char* careless_with_odd_items =
    "mkdir -p out\n"
    "for item in in/*; do\n"
    "  name=${item#in/}\n"
    "  [ -e out/$name.done ] && continue\n"
    "  if grep -q odd $item; then\n"
    "    : > out/$name.done; cp $item out/$name.tmp; mv out/$name.tmp out/$name\n"
    "  else\n"
    "    cp $item out/$name.tmp; mv out/$name.tmp out/$name; : > out/$name.done\n"
    "  fi\n"
    "done\n";

void write_items(const Workspace& workspace) {
  workspace.write("job.sh", careless_with_odd_items);
  for (const char* name : {"a", "b", "c", "e"})
    workspace.write(std::string("in/") + name, "even\n");
  workspace.write("in/d", "odd\n");
}

TEST(SmallestInput, IsTheItemThatIsDoneWrong) {
  const Workspace workspace;
  write_items(workspace);
  const auto before = fingerprints(workspace.path());
  const Workspace elsewhere;
  const Audited audited = audit("--no-diagnose --cuts none --item 'in/*' --keep-input " +
                                    elsewhere.path("small") + " -- sh job.sh",
                                workspace.path(), 170);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty());
  const Json& smallest = audited.findings.front().at("smallest_input");
  EXPECT_EQ(smallest.at("items"), Json({"in/d"})) << audited.all();
  EXPECT_EQ(smallest.at("of"), 5);
  EXPECT_EQ(smallest.at("note"), nullptr);
  EXPECT_EQ(elsewhere.read("small/finding-1/in/d"), "odd\n");
  EXPECT_FALSE(elsewhere.has("small/finding-1/in/a"));
  EXPECT_TRUE(elsewhere.has("small/finding-1/job.sh"));
  EXPECT_EQ(fingerprints(workspace.path()), before);
}

TEST(SmallestInput, NeedsItems) {
  const Workspace workspace;
  workspace.write("job.sh", "[ -e done ] || { echo > done; echo row > rows; }\n");
  const Audited audited = audit(
      "--no-diagnose --cuts none --minimise-input --item 'in/*' -- sh job.sh", workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_THAT(audited.noted("note"), Contains(HasSubstr("the input was not made smaller")));
}

}  // namespace
}  // namespace crashproof::audits
