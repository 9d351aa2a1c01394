// Small programs and power cuts: which model takes what from them. Each state that is found was
// made by hand, and the program run on it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;

// Replaces a file that was there. Without fsync it can come back empty, which is no number.
constexpr const char* replaces_its_state = R"py(
import os, sys
directory = os.open('.', os.O_RDONLY)
with open('state') as f: n = int(f.read())
if n == 1:
    with open('state.tmp', 'w') as f:
        f.write('2\n')
        f.flush()
        if 'sync' in sys.argv: os.fsync(f.fileno())
    os.rename('state.tmp', 'state')
if 'sync' in sys.argv: os.fsync(directory)
)py";

// Goes on behind the last whole line, and says of each that it is saved.
constexpr const char* appends_to_a_log = R"py(
import os, sys
log = os.open('log', os.O_RDWR)
whole = 0
for line in os.read(log, 9999).split(b'\n')[:-1]:
    if line != b'item %d' % (whole + 1): break
    whole += 1
os.ftruncate(log, 7 * whole)
os.lseek(log, 0, os.SEEK_END)
for i in range(whole + 1, 4):
    os.write(log, b'item %d\n' % i)
    if 'sync' in sys.argv: os.fsync(log)
    os.write(1, b'saved %d\n' % i)
)py";

Audited audit_renaming(const std::string& options, const std::string& argument = "") {
  const Workspace workspace;
  workspace.write("job.py", replaces_its_state);
  workspace.write("state", "1\n");
  return audit(options + " -- /usr/bin/python3 job.py " + argument, workspace.path());
}

Audited audit_appending(const std::string& options, const std::string& argument = "") {
  const Workspace workspace;
  workspace.write("job.py", appends_to_a_log);
  workspace.write("log", "");
  return audit(options + " -- /usr/bin/python3 job.py " + argument, workspace.path());
}

std::string without_dashes(const testing::TestParamInfo<const char*>& model) {
  std::string name = model.param;
  std::erase(name, '-');
  return name;
}

class RenameWithoutFsync : public testing::TestWithParam<const char*> {};

TEST_P(RenameWithoutFsync, LeavesAnEmptyFileThatStopsTheJob) {
  const std::string model = GetParam();
  const Audited audited = audit_renaming("--no-promises --model " + model);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  const std::vector<Json> findings = audited.findings_by("power-loss[" + model + "]");
  ASSERT_EQ(findings.size(), audited.findings.size()) << audited.all();
  ASSERT_FALSE(findings.empty()) << audited.all();
  EXPECT_THAT(findings.front().at("checks"), Contains("resume-ends"));
  EXPECT_EQ(findings.front().at("differences").at(0).at("path"), "state");
  EXPECT_THAT(findings.front().at("models").at(0).get<std::string>(), testing::StartsWith(model));
}

INSTANTIATE_TEST_SUITE_P(Models, RenameWithoutFsync,
                         testing::Values("ext4-ordered", "xfs", "btrfs", "posix-minimum"),
                         without_dashes);

TEST(RenameWithoutFsync, IsSoundWhereDataComesBeforeTheRename) {
  const Audited audited = audit_renaming("--no-promises --model strict,ext4-ordered-documented");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("power-loss[ext4-ordered-documented]").at("tried"), 0);
}

// The old content is a state from which the job goes on, but it had ended with success.
TEST(RenameWithoutFsync, BreaksThePromiseOfItsSuccess) {
  const Audited audited = audit_renaming("--model ext4-ordered-documented");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  const Json& finding = audited.findings.front();
  EXPECT_EQ(finding.at("checks"), Json({"keeps-promises"}));
  EXPECT_THAT(finding.at("promise").get<std::string>(), HasSubstr("exit"));
  EXPECT_EQ(finding.at("broken_promises").at(0).at("path"), "state");
}

TEST(RenameWithFsyncOfFileAndDirectory, IsSoundUnderEveryModel) {
  const Audited audited = audit_renaming(
      "--model strict,ext4-ordered-documented,ext4-ordered,xfs,btrfs,posix-minimum", "sync");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("power-loss[strict]").at("tried"), 0);
}

// A rerun writes the lines again; who read "saved 1" has been told too early.
TEST(LogWithoutFsync, BreaksWhatItSays) {
  for (const std::string model : {"ext4-ordered", "btrfs", "posix-minimum"}) {
    const Audited audited = audit_appending("--model " + model);
    EXPECT_EQ(audited.exit(), 1) << audited.all();
    ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
    const Json& finding = audited.findings.front();
    EXPECT_EQ(finding.at("checks"), Json({"keeps-promises"}));
    EXPECT_EQ(finding.at("broken_promises").at(0).at("class"), "lost") << finding;
    EXPECT_EQ(finding.at("broken_promises").at(0).at("path"), "log");
  }
}

TEST(LogWithoutFsync, IsSoundWhereNobodyAsksForPromises) {
  const Audited audited = audit_appending("--no-promises --model ext4-ordered,posix-minimum");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("power-loss[ext4-ordered]").at("tried"), 5);
}

class LogWithFsync : public testing::TestWithParam<const char*> {};

// What power may take is the line that is being written, and nothing was said of it.
TEST_P(LogWithFsync, KeepsWhatItSays) {
  const std::string model = GetParam();
  const Audited audited = audit_appending("--model " + model, "sync");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("power-loss[" + model + "]").at("tried"), 2);
}

INSTANTIATE_TEST_SUITE_P(Models, LogWithFsync, testing::Values("strict", "xfs", "btrfs"),
                         without_dashes);
INSTANTIATE_TEST_SUITE_P(ModelsThatLeaveNul, LogWithFsync,
                         testing::Values("ext4-ordered", "posix-minimum"), without_dashes);

TEST(APowerCut, IsShownAgainByItsLine) {
  const Workspace workspace;
  workspace.write("job.py", replaces_its_state);
  workspace.write("state", "1\n");
  const Audited audited =
      audit("--model ext4-ordered -- /usr/bin/python3 job.py", workspace.path());
  ASSERT_FALSE(audited.findings.empty()) << audited.all();
  for (const Json& finding : audited.findings) {
    const Audited replayed = again(finding, workspace.path());
    EXPECT_EQ(replayed.exit(), 1) << finding << replayed.all();
    EXPECT_EQ(replayed.replay.at("differences"), finding.at("differences")) << finding;
  }
}

}  // namespace
}  // namespace crashproof::audits
