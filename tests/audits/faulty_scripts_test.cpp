// Small programs, each with one mistake that sudden death does not show, and the same without it.
// What is pinned here was seen by hand first: the state made, the program run on it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::HasSubstr;

struct Audit {
  Workspace workspace;
  Audited audited;

  Audit(const char* script, const std::string& prepare, const std::string& options,
        const std::string& line) {
    workspace.write("job", script);
    workspace.prepare(prepare);
    audited = audit(options + " -- " + line, workspace.path());
  }
};

// All of them are about one check and one fault, and nothing is put down to sudden death.
void expect_only(const Audited& audited, const std::string& fault, const Json& checks) {
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty()) << audited.all();
  EXPECT_EQ(audited.findings_by(fault).size(), audited.findings.size()) << audited.all();
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), checks) << finding;
    EXPECT_EQ(finding.at("status"), "confirmed") << finding;
  }
}

void expect_sound(const Audited& audited, const std::string& fault) {
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  const Json row = audited.fault(fault);
  ASSERT_FALSE(row.is_null()) << audited.all();
  EXPECT_GT(row.at("tried"), 0) << row;
  EXPECT_EQ(row.at("not_happened"), 0) << row;
}

void expect_shown_again(const Audit& audit) {
  ASSERT_FALSE(audit.audited.findings.empty());
  const Json& finding = audit.audited.findings.front();
  const Audited replayed = again(finding, audit.workspace.path());
  EXPECT_EQ(replayed.exit(), 1) << replayed.all();
  EXPECT_EQ(replayed.replay.at("schedule"), finding.at("schedule"));
}

constexpr const char* rests_after_each_file = R"py(
import os, signal, sys, time
if 'polite' not in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
for i in range(3):
    if os.path.exists(f'out{i}'): continue
    with open('tmp', 'w') as f: f.write(f'{i}\n')
    os.rename('tmp', f'out{i}')
    time.sleep(0.3)
)py";
constexpr const char* asks_to_stop =
    "--cuts none --sample 2 --fault 'interrupt[TERM,grace=0.2]' --per-fault 3";

TEST(AJobThatIgnoresSigterm, DoesNotStopInTime) {
  const Audit audit(rests_after_each_file, "true", asks_to_stop, "/usr/bin/python3 job");
  expect_only(audit.audited, "interrupt[TERM,grace=0.2]", {"stops-in-time"});
  EXPECT_TRUE(audit.audited.findings.front().at("stopping").at("outlived_grace"));
  expect_shown_again(audit);
}

TEST(AJobThatSigtermEnds, StopsInTime) {
  const Audit audit(rests_after_each_file, "true", asks_to_stop, "/usr/bin/python3 job polite");
  expect_sound(audit.audited, "interrupt[TERM,grace=0.2]");
}

// The recovery takes its undo file away before it has put the old content back.
constexpr const char* forgets_its_undo_file =
    "set -e\n"
    "if [ -e done ]; then rm -f undo; exit 0; fi\n"
    "if [ -e undo ]; then\n"
    "  old=$(cat undo)\n"
    "  rm undo\n"
    "  echo \"$old\" > data\n"
    "fi\n"
    "cp data undo.tmp\n"
    "mv undo.tmp undo\n"
    "echo one >> data\n"
    "echo two >> data\n"
    ": > done\n"
    "rm undo\n";
constexpr const char* keeps_its_undo_file =
    "set -e\n"
    "if [ -e done ]; then rm -f undo; exit 0; fi\n"
    "if [ -e undo ]; then cat undo > data; else cp data undo.tmp; mv undo.tmp undo; fi\n"
    "echo one >> data\n"
    "echo two >> data\n"
    ": > done\n"
    "rm undo\n";

TEST(ARecoveryThatCannotBeRepeated, PassesASingleCrash) {
  const Audit audit(forgets_its_undo_file, "echo old > data", "", "sh job");
  EXPECT_EQ(audit.audited.exit(), 0) << audit.audited.all();
  EXPECT_TRUE(audit.audited.summary.at("exhaustive"));
}

// By hand: with the data half new and no undo file, the next run adds its lines once more.
TEST(ARecoveryThatCannotBeRepeated, FailsAtASecondCrash) {
  const Audit audit(forgets_its_undo_file, "echo old > data", "--depth 2", "sh job");
  EXPECT_EQ(audit.audited.exit(), 1) << audit.audited.all();
  ASSERT_EQ(audit.audited.findings.size(), 1U) << audit.audited.all();
  EXPECT_EQ(audit.audited.findings[0].at("code"), "CP013");
  EXPECT_EQ(audit.audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audit.audited.findings[0].at("windows"), 3);
  for (const Json& finding : audit.audited.findings) {
    EXPECT_EQ(finding.at("fault"), "further kills") << finding;
    EXPECT_THAT(finding.at("schedule").get<std::string>(), HasSubstr("kill@resume1:"));
    EXPECT_EQ(finding.at("differences").at(0).at("path"), "data");
  }
  expect_shown_again(audit);
}

TEST(ARecoveryThatCanBeRepeated, PassesASecondCrash) {
  const Audit audit(keeps_its_undo_file, "echo old > data", "--depth 2", "sh job");
  expect_sound(audit.audited, "further kills");
}

constexpr const char* copies_two_files = R"py(
import os, sys
for name in ('a', 'b'):
    if os.path.exists(f'{name}.out'): continue
    text = open(name).read()
    try:
        with open('tmp', 'w') as f: f.write(text)
    except OSError as error:
        print(name, error)
        if 'careful' in sys.argv: sys.exit(1)
    os.rename('tmp', f'{name}.out')
)py";
constexpr const char* two_files = "seq 9 > a; seq 99 > b";

TEST(AJobThatGoesOnWhenTheDiskIsFull, KeepsAnEmptyFileForDone) {
  const Audit audit(copies_two_files, two_files, "--fault disk-full", "/usr/bin/python3 job");
  expect_only(audit.audited, "disk-full", {"no-loss"});
  ASSERT_EQ(audit.audited.findings.size(), 1U) << audit.audited.all();
  EXPECT_EQ(audit.audited.findings[0].at("code"), "CP015");
  EXPECT_EQ(audit.audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audit.audited.findings[0].at("windows"), 2);
  EXPECT_THAT(audit.audited.findings[0].at("differences").at(0).at("path").get<std::string>(),
              testing::EndsWith(".out"));
  expect_shown_again(audit);
}

TEST(AJobThatStopsWhenTheDiskIsFull, FinishesLater) {
  const Audit audit(copies_two_files, two_files, "--fault disk-full",
                    "/usr/bin/python3 job careful");
  expect_sound(audit.audited, "disk-full");
}

constexpr const char* writes_at_once = R"py(
import os, sys
text = b'ten bytes\n' * 10
if not os.path.exists('out'):
    fd = os.open('tmp', os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    done = os.write(fd, text)
    while 'loop' in sys.argv and done < len(text): done += os.write(fd, text[done:])
    os.close(fd)
    os.rename('tmp', 'out')
)py";

TEST(AWriteThatIsNotRepeated, LosesTheRestOfAShortOne) {
  const Audit audit(writes_at_once, "true", "--fault 'short-write[20]'", "/usr/bin/python3 job");
  expect_only(audit.audited, "short-write[20]", {"no-loss"});
  const Json& difference = audit.audited.findings.front().at("differences").at(0);
  EXPECT_EQ(difference.at("path"), "out");
  EXPECT_EQ(difference.at("count"), 8);
  expect_shown_again(audit);
}

TEST(AWriteThatIsRepeated, PutsDownTheRest) {
  const Audit audit(writes_at_once, "true", "--fault 'short-write[20]'",
                    "/usr/bin/python3 job loop");
  expect_sound(audit.audited, "short-write[20]");
}

// Claims of a dead run are taken away at the start, so that sudden death does no harm. But nobody
// asks how the workers have ended.
constexpr const char* two_workers_with_claims = R"py(
import glob, os, sys
if os.path.exists('done'): sys.exit(0)
for claim in glob.glob('claim-*'): os.remove(claim)
def work(items):
    for i in items:
        if os.path.exists(f'out-{i}'): continue
        try: os.close(os.open(f'claim-{i}', os.O_CREAT | os.O_EXCL))
        except FileExistsError: continue
        with open(f'tmp-{i}', 'w') as f: f.write(f'{i}\n')
        os.rename(f'tmp-{i}', f'out-{i}')
        os.remove(f'claim-{i}')
    os._exit(0)
workers = []
for items in (1, 2), (3, 4):
    pid = os.fork()
    if pid == 0: work(items)
    workers.append(pid)
ends = [os.waitpid(pid, 0)[1] for pid in workers]
if 'careful' in sys.argv and any(ends): sys.exit(1)
open('done', 'w').close()
)py";
constexpr const char* kills_one = "--cuts none --no-confirm --fault kill-one --per-fault 12";

TEST(AClaimWhoseOwnerHasDied, KeepsItsItemFromBeingDone) {
  const Audit audit(two_workers_with_claims, "true", kills_one, "/usr/bin/python3 job");
  EXPECT_EQ(audit.audited.exit(), 1) << audit.audited.all();
  const std::vector<Json> findings = audit.audited.findings_by("kill-one");
  ASSERT_EQ(findings.size(), audit.audited.findings.size()) << audit.audited.all();
  ASSERT_FALSE(findings.empty());
  for (const Json& finding : findings) {
    EXPECT_EQ(finding.at("checks"), Json({"no-loss"})) << finding;
    EXPECT_THAT(finding.at("differences").dump(), HasSubstr("\"out-")) << finding;
    EXPECT_THAT(finding.at("schedule").get<std::string>(), HasSubstr("kill-one[main/"));
  }
  expect_shown_again(audit);
}

TEST(AJobThatAsksHowItsWorkersEnded, DoesTheirItemsLater) {
  const Audit audit(two_workers_with_claims, "true", kills_one, "/usr/bin/python3 job careful");
  expect_sound(audit.audited, "kill-one");
}

constexpr const char* copies_six_items =
    "[ ! -e finished ] || exit 0\n"
    "mkdir -p out\n"
    "for i in 1 2 3 4 5 6; do\n"
    "  [ \"$1\" = skip ] && [ -e out/$i ] && continue\n"
    "  cat in/$i > tmp && mv tmp out/$i\n"
    "done\n"
    ": > finished\n";
constexpr const char* six_items = "mkdir in; for i in 1 2 3 4 5 6; do seq $i > in/$i; done";

// By hand: killed after the last item, it opens all six again, and one that looks for them none.
TEST(AJobThatBeginsAgain, DoesMoreAgainThanTheBoundAllows) {
  const Audit audit(copies_six_items, six_items, "--cuts none --redo-bound 2", "sh job");
  EXPECT_EQ(audit.audited.exit(), 1) << audit.audited.all();
  ASSERT_EQ(audit.audited.findings.size(), 1U) << audit.audited.all();
  const Json& finding = audit.audited.findings.front();
  EXPECT_EQ(finding.at("checks"), Json({"redo-bound"}));
  EXPECT_EQ(finding.at("redo").at("items"), 3) << finding;
  EXPECT_EQ(audit.audited.summary.at("redo").at("max_items"), 6);
}

TEST(AJobThatBeginsAgain, IsShownAgainByItsLine) {
  const Audit audit(copies_six_items, six_items, "--cuts none --redo-bound 2", "sh job");
  expect_shown_again(audit);
}

TEST(AJobThatSkipsWhatIsThere, StaysWithinTheBound) {
  const Audit audit(copies_six_items, six_items, "--cuts none --redo-bound 1", "sh job skip");
  EXPECT_EQ(audit.audited.exit(), 0) << audit.audited.all();
  EXPECT_EQ(audit.audited.summary.at("redo").at("unit"), "item");
  EXPECT_EQ(audit.audited.summary.at("redo").at("max_items"), 1);
}

}  // namespace
}  // namespace crashproof::audits
