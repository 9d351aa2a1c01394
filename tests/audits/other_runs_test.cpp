// Findings about runs that are not the recorded one: whose events they name, under which numbers,
// and where in the code.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* python = "/usr/bin/python3";

// It takes its backup away before the ledger is mended. By hand: killed after the remove of the
// rerun, and run once more, it books both bookings a second time.
constexpr const char* ledger =
    "import os, shutil\n"
    "if os.path.exists('bak') and not os.path.exists('posted'):\n"
    "    before = open('bak').read()\n"
    "    os.remove('bak')\n"                // line 4
    "    with open('ledger', 'w') as f:\n"  // line 5
    "        f.write(before)\n"             // line 6
    "if not os.path.exists('posted'):\n"
    "    shutil.copy('ledger', 'tmp')\n"
    "    os.rename('tmp', 'bak')\n"
    "    for booking in ('rent\\n', 'wages\\n'):\n"
    "        with open('ledger', 'a') as f:\n"
    "            f.write(booking)\n"
    "    open('posted', 'w').close()\n"
    "if os.path.exists('bak'):\n"
    "    os.remove('bak')\n";

TEST(ASecondCrash, IsPlacedInTheCodeOfTheRerun) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  workspace.write("job.py", ledger);
  workspace.write("ledger", "opening\n");
  const Audited audited =
      audit(std::string("--cuts none --depth 2 --report text=report.txt -- ") + python + " job.py",
            workspace.path());
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  const Json& finding = audited.findings[0];
  EXPECT_EQ(finding.at("code"), "CP013");
  EXPECT_EQ(finding.at("events_of"), "the rerun");
  const std::string line = finding.at("opener_site");
  EXPECT_THAT(
      line, testing::AnyOf(StartsWith("job.py:4"), StartsWith("job.py:5"), StartsWith("job.py:6")));
  EXPECT_THAT(finding.at("schedule").get<std::string>(),
              HasSubstr(fmt::format("@resume1:event({})", finding.at("first_event").get<int>())));
  const std::string text = workspace.read("report.txt");
  EXPECT_THAT(text, HasSubstr(fmt::format("A = event {} of the rerun  {}  {}",
                                          finding.at("first_event").get<int>(),
                                          finding.at("opened_by").get<std::string>(), line)));
  // What was found out stays, so that a later look says the same.
  const Audited judged = crashproof("judge", "", workspace.path());
  ASSERT_EQ(judged.findings.size(), 1U) << judged.all();
  EXPECT_EQ(judged.findings[0].at("opener_site"), line);
}

// Counts the items that are done. Without its first item the run that is killed does another one at
// each place than the recorded run does there.
constexpr const char* counting =
    "import os\n"
    "def put(name, text):\n"
    "    with open('new', 'w') as f:\n"
    "        f.write(text)\n"
    "    os.rename('new', name)\n"
    "done = int(open('position').read()) if os.path.exists('position') else 0\n"
    "names = sorted(os.listdir('in'))\n"
    "for i in range(done, len(names)):\n"
    "    put('out/' + names[i], open('in/' + names[i]).read())\n"
    "    put('position', str(i + 1))\n";

Audited audit_counting(const Workspace& workspace, const std::string& options = "",
                       const std::string& job = counting) {
  for (const char* name : {"in/a", "in/b", "in/c"}) workspace.write(name, "text\n");
  workspace.write("out/.keep", "");
  workspace.write("job.py", job);
  return audit("--cuts none --fault 'late-input[in/a]' " + options + " -- " + python + " job.py",
               workspace.path());
}

TEST(LateInput, IsToldWithTheEventsOfTheRunThatIsKilled) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  const Audited audited = audit_counting(workspace);
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  const Json& finding = audited.findings[0];
  EXPECT_EQ(finding.at("code"), "CP017");
  EXPECT_EQ(finding.at("certainty"), "proved");
  EXPECT_EQ(finding.at("events_of"), "the run that is killed");
  // in/b is the first item of that run: as soon as it is counted, in/a is passed over.
  EXPECT_EQ(finding.at("opened_by"), "rename(position)") << finding;
  EXPECT_EQ(finding.at("opener_site"), "job.py:5 put");
  EXPECT_THAT(finding.at("because").get<std::string>(),
              HasSubstr("in/a comes late and sorts before it, and is passed over"));
  ASSERT_EQ(finding.at("differences").size(), 1U);
  EXPECT_EQ(finding.at("differences")[0].at("path"), "out/a");
  std::vector<std::string> outcomes;
  for (const Json& proof : finding.at("proofs")) outcomes.push_back(proof.at("outcome"));
  EXPECT_THAT(outcomes,
              ElementsAre("it is taken up, under that name", "passes", "fails as before"));
}

// Inputs that are opened are recorded there, and are no events by which anybody counts.
TEST(LateInput, LeavesOneNumberingOfEvents) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  const Audited audited = audit_counting(workspace, "--report html=report.html");
  const Ran listing = run_line("\"$CRASHPROOF\" trace show", workspace.path());
  EXPECT_THAT(listing.out, HasSubstr("open          in/a"));
  const std::string last = fmt::format("{}  main     exit", audited.count("events"));
  EXPECT_THAT(listing.out, HasSubstr(last));
  const Ran probed =
      run_line(std::string("\"$CRASHPROOF\" probe --json --quiet --cuts none --fault "
                           "'late-input[in/a]' -- ") +
                   python + " job.py",
               workspace.path());
  EXPECT_EQ(Json::parse(probed.out).at("events"), audited.count("events"));
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  const Json& finding = audited.findings[0];
  const std::string here = fmt::format("event({})", finding.at("first_event").get<int>());
  for (const Json& row : Json::parse(workspace.read(".crashproof/run.json")).at("findings")) {
    EXPECT_EQ(row.at("first_event"), finding.at("first_event"));
    EXPECT_THAT(row.at("schedule").get<std::string>(), HasSubstr(here));
  }
  EXPECT_THAT(workspace.read("report.html"),
              HasSubstr(fmt::format("event {} of the run that is killed",
                                    finding.at("first_event").get<int>())));
}

// The look is at the run that is killed, and how the job goes on from there is no part of it.
TEST(LateInput, IsLookedAtWithoutAResume) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  const Workspace elsewhere;
  const std::string log = "with open('" + elsewhere.path("log") + "', 'a') as log:\n" +
                          "    log.write('late\\n' if os.path.exists('in/a') else 'early\\n')\n";
  const std::string job = std::string(counting).insert(std::string("import os\n").size(), log);
  const std::string options = "--isolation in-place --allow-write " + elsewhere.path() + " ";
  elsewhere.write("log", "");  // so that all runs make the same events
  ASSERT_EQ(audit_counting(workspace, options, job).findings.size(), 1U);
  EXPECT_THAT(elsewhere.read("log"), HasSubstr("late"));
  elsewhere.write("log", "");
  workspace.prepare("rm .crashproof/struck_places.json");
  const Audited again = audit_counting(workspace, "--continue " + options, job);
  ASSERT_EQ(again.findings.size(), 1U) << again.all();
  EXPECT_EQ(again.findings[0].at("opened_by"), "rename(position)");
  EXPECT_THAT(elsewhere.read("log"), HasSubstr("early"));
  EXPECT_THAT(elsewhere.read("log"), testing::Not(HasSubstr("late")));
}

// Its mark says that there is nothing more to do. The run without in/a has ended by then, and no
// event of it, or of the recorded run, opens the window.
TEST(LateInput, MayComeWhenTheRunHasEnded) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  for (const char* name : {"in/a", "in/b"}) workspace.write(name, "text\n");
  workspace.write("job.py",
                  "import os\n"
                  "for name in [] if os.path.exists('done') else sorted(os.listdir('in')):\n"
                  "    with open('new', 'w') as f:\n"
                  "        f.write(open('in/' + name).read())\n"
                  "    os.rename('new', 'out-' + name)\n"
                  "open('done', 'w').close()\n");
  const Audited audited =
      audit(std::string("--cuts none --fault 'late-input[in/a]' --report text=report.txt -- ") +
                python + " job.py",
            workspace.path());
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  const Json& finding = audited.findings[0];
  EXPECT_EQ(finding.at("schedule"), "kill@end; late-input[in/a]@resume1");
  EXPECT_EQ(finding.at("events_of"), "the run that is killed");
  EXPECT_EQ(finding.at("opened_by"), nullptr);
  EXPECT_THAT(workspace.read("report.txt"),
              HasSubstr("a kill and late input after the end of the run"));
}

}  // namespace
}  // namespace crashproof::audits
