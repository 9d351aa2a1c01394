// A shell script that keeps a log and a counter, right and wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

// Each line of the log, and each counter, is published by a rename.
constexpr const char* functions =
    "append() { { [ ! -e log ] || cat log; echo \"item $1\"; } > log.tmp && mv log.tmp log; }\n"
    "count() { echo $1 > counter.tmp && mv counter.tmp counter; }\n";

Audited audit_script(const Workspace& workspace, const std::string& script,
                     const std::string& options = "") {
  workspace.write("job.sh", functions + script);
  return audit(options + " -- sh job.sh", workspace.path());
}

// By hand: the log alone says where to go on, and the counter follows from it.
TEST(ShellScript, ThatCountsItsLogIsSound) {
  const Workspace workspace;
  const Audited audited = audit_script(workspace,
                                       "[ -e log ] || : > log\n"
                                       "while n=$(wc -l < log); [ $n -lt 3 ]; do\n"
                                       "  append $((n + 1))\n"
                                       "  count $((n + 1))\n"
                                       "done\n"
                                       "count 3\n");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

// By hand: with counter 1 and no log, the rerun begins with item 2.
TEST(ShellScript, ThatCountsFirstLosesAnItem) {
  const Workspace workspace;
  const Audited audited = audit_script(workspace,
                                       "[ -e counter ] || count 0\n"
                                       "while n=$(cat counter); [ $n -lt 3 ]; do\n"
                                       "  count $((n + 1))\n"
                                       "  append $((n + 1))\n"
                                       "done\n");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP001");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 3);
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("opened_by"), "rename(counter)");
    EXPECT_EQ(finding.at("closed_by"), "rename(log)");
    EXPECT_EQ(finding.at("checks"), Json({"no-loss"}));
    EXPECT_EQ(finding.at("status"), "confirmed");
  }
}

// By hand: the time is put on the file before the name, so that every rerun sees it.
TEST(ShellScript, ThatDatesAFileToTheEpochIsSound) {
  const Workspace workspace;
  const Audited audited = audit_script(workspace,
                                       "[ -e a ] || { : > a.tmp; touch -d @0 a.tmp; mv a.tmp a; }\n"
                                       "[ $(stat -c %Y a) = 0 ] && count 0\n");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

constexpr const char* counts_last =
    "[ -e counter ] || count 0\n"
    "while n=$(cat counter); [ $n -lt 3 ]; do\n"
    "  append $((n + 1))\n"
    "  count $((n + 1))\n"
    "done\n";

// By hand: with one item in the log and no counter, the rerun writes that item again.
TEST(ShellScript, ThatCountsLastRepeatsAnItem) {
  const Workspace workspace;
  const Audited audited = audit_script(workspace, counts_last);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP010");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 3);
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("opened_by"), "rename(log)");
    EXPECT_EQ(finding.at("closed_by"), "rename(counter)");
    EXPECT_EQ(finding.at("checks"), Json({"no-undedupable-duplicates"}));
  }
}

TEST(ShellScript, ThatRepeatsItemsPassesWhereTheseAreDedupable) {
  const Workspace workspace;
  const Audited audited = audit_script(workspace, counts_last, "--dedup record");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

// A counter that is rewritten in place is empty for a moment, and the shell takes it for a number.
TEST(ShellScript, ThatRewritesItsCounterInPlaceFails) {
  const Workspace workspace;
  const Audited audited =
      audit_script(workspace,
                   "set -eu\n"
                   "[ -e counter ] || count 0\n"
                   "while n=$(cat counter); [ \"$n\" -lt 3 ]; do\n"
                   "  [ \"$(wc -l < log || echo 0)\" -gt $n ] || append $((n + 1))\n"
                   "  echo $((n + 1)) > counter\n"
                   "done\n");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty());
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("opened_by"), "truncate(counter)");
    EXPECT_EQ(finding.at("closed_by"), "write(counter)");
  }
}

// By hand: the file is whole when it gets its name, and nobody looks at its permissions again. Its
// contents are not torn, so it is none of the modes that are about contents.
TEST(ShellScript, ThatSetsPermissionsAfterTheRenameIsNotCalledTorn) {
  const Workspace workspace;
  const Audited audited =
      audit_script(workspace,
                   "[ -e key ] || { echo secret > key.tmp && mv key.tmp key &&\n"
                   "  chmod 600 key; }\n");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_TRUE(audited.findings[0].at("code").is_null());
  EXPECT_EQ(audited.findings[0].at("opened_by"), "rename(key)");
  EXPECT_EQ(audited.findings[0].at("closed_by"), "chmod(key)");
  EXPECT_EQ(audited.findings[0].at("checks"), Json({"not-torn"}));
}

// By hand: the count claims what the rows do not hold yet, and one function writes both.
TEST(PythonScript, WhoseHelperWritesBothIsToldByTheLinesThatCallIt) {
  const Workspace workspace;
  workspace.write("job.py",
                  "import os\n"
                  "def put(name, text):\n"
                  "    with open(name + '.tmp', 'w') as f: f.write(text)\n"
                  "    os.rename(name + '.tmp', name)\n"
                  "def get(name):\n"
                  "    return open(name).read() if os.path.exists(name) else ''\n"
                  "for n in range(len(get('count')), 3):\n"
                  "    put('count', 'x' * (n + 1))\n"
                  "    put('rows', get('rows') + f'{n}\\n')\n");
  const Audited audited = audit("--cuts none -- python3 job.py", workspace.path());
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP001");
  EXPECT_EQ(audited.findings[0].at("opener_site"), "job.py:8, in job.py:4 put");
  EXPECT_EQ(audited.findings[0].at("closer_site"), "job.py:9, in job.py:4 put");
}

}  // namespace
}  // namespace crashproof::audits
