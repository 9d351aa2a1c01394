// report, compare, schema and --report, from the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/ran_program.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Json = nlohmann::json;

constexpr std::string_view inverted = R"(import json, os

def save(rows):
    with open("ckpt.tmp", "w") as f:
        json.dump({"rows": rows}, f)
    os.rename("ckpt.tmp", "ckpt.json")

done = json.load(open("ckpt.json"))["rows"] if os.path.exists("ckpt.json") else 0
for batch in range(done, 40, 20):
    save(batch + 20)
    with open("out.csv", "a") as f:
        f.writelines(f"{i},{i * i}\n" for i in range(batch, batch + 20))
)";

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Without what is about the trials themselves, which judge does not carry out.
std::string findings_in(const std::string& report) {
  return report.substr(0, report.find("\n  Coverage"));
}

// One audit serves all: it is what takes time.
class ReportVerbs : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new TemporaryDirectory;
    directory_->write("job/load.py", std::string(inverted));
    directory_->write("job/.git", "");
    audit_ = new RanProgram(
        run_line("$CRASHPROOF audit --quiet --jobs 1 --cuts none --report junit=../a.xml "
                 "--report run=../a.json -- python3 load.py",
                 directory_->path("job")));
  }
  static void TearDownTestSuite() {
    delete audit_;
    delete directory_;
  }
  static RanProgram run(const std::string& line) { return run_line(line, directory_->path("job")); }

  static TemporaryDirectory* directory_;
  static RanProgram* audit_;
};
TemporaryDirectory* ReportVerbs::directory_ = nullptr;
RanProgram* ReportVerbs::audit_ = nullptr;

TEST_F(ReportVerbs, AnAuditLeavesItsReportAndWritesTheOnesAskedFor) {
  ASSERT_EQ(audit_->exit, 1) << audit_->err;
  EXPECT_THAT(audit_->out, StartsWith("CP001 order inversion"));
  const std::string kept = content_of(directory_->path("job/.crashproof/run.json"));
  EXPECT_EQ(content_of(directory_->path("a.json")), kept);
  EXPECT_EQ(Json::parse(kept)["exit"], 1);
  EXPECT_THAT(content_of(directory_->path("a.xml")), HasSubstr("order inversion: ckpt.json, out"));
  for (const auto& entry : fs::directory_iterator(directory_->path()))
    EXPECT_THAT(entry.path().string(), Not(HasSubstr(".tmp")));
}

TEST_F(ReportVerbs, ReportRendersTheSameAgain) {
  const RanProgram text = run("$CRASHPROOF report");
  EXPECT_EQ(text.exit, 0) << text.err;
  EXPECT_EQ(text.out, audit_->out);
  EXPECT_EQ(run("$CRASHPROOF report --format junit ../a.json").out,
            content_of(directory_->path("a.xml")));
  const RanProgram into_file = run("$CRASHPROOF report --format sarif --output ../b.sarif");
  EXPECT_EQ(into_file.exit, 0);
  EXPECT_EQ(into_file.out, "");
  const Json log = Json::parse(content_of(directory_->path("b.sarif")));
  const Json& where = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(where["artifactLocation"]["uri"], "load.py");
  EXPECT_EQ(where["region"]["startLine"], 10);  // which calls save() before the rows are there
}

TEST_F(ReportVerbs, ALinkToTheReportStays) {
  fs::create_directory(directory_->path("kept"));
  fs::create_symlink("kept/c.json", directory_->path("c.json"));
  for (int times = 0; times < 2; ++times) {
    const RanProgram ran = run("$CRASHPROOF report --format run --output ../c.json");
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_TRUE(fs::is_symlink(directory_->path("c.json")));
    EXPECT_EQ(content_of(directory_->path("kept/c.json")), content_of(directory_->path("a.json")));
  }
  fs::create_symlink("d.json", directory_->path("d.json"));
  const RanProgram endless = run("$CRASHPROOF report --output ../d.json");
  EXPECT_EQ(endless.exit, 2);
  EXPECT_THAT(endless.err, HasSubstr("too many symbolic links"));
}

TEST_F(ReportVerbs, JudgeSaysTheSameAsTheAudit) {
  const RanProgram judged = run("$CRASHPROOF judge");
  EXPECT_EQ(judged.exit, 1);
  EXPECT_EQ(findings_in(judged.out), findings_in(audit_->out));
  EXPECT_THAT(judged.out, HasSubstr("load.py:6 save"));
  EXPECT_THAT(judged.out, HasSubstr("(proved, confirmed)"));
}

TEST_F(ReportVerbs, GoingOnSaysTheSameAsTheAudit) {
  const RanProgram again =
      run("$CRASHPROOF audit --quiet --jobs 1 --cuts none --continue -- python3 load.py");
  EXPECT_EQ(again.exit, 1);
  EXPECT_EQ(findings_in(again.out), findings_in(audit_->out));
}

TEST_F(ReportVerbs, CompareFindsNothingNewInTheSameRun) {
  const RanProgram same = run("$CRASHPROOF compare ../a.json .crashproof");
  EXPECT_EQ(same.exit, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("0 new, 1 ongoing, 0 resolved. (exit 0)"));
}

TEST_F(ReportVerbs, CompareTellsAMendedJobFromABrokenOne) {
  std::string mended(inverted);
  const std::string claim = "    save(batch + 20)\n";
  mended.erase(mended.find(claim), claim.size());
  mended += claim;
  directory_->write("mended/load.py", "# A line more.\n" + mended);
  const RanProgram audited =
      run_line("$CRASHPROOF audit --quiet --jobs 1 --cuts none --key out.csv:1 -- python3 load.py",
               directory_->path("mended"));
  EXPECT_EQ(audited.exit, 0) << audited.out;
  const RanProgram better = run("$CRASHPROOF compare .crashproof ../mended/.crashproof");
  EXPECT_EQ(better.exit, 0);
  EXPECT_THAT(better.out, HasSubstr("Resolved\n  CP001 order inversion: ckpt.json, out.csv\n"));
  EXPECT_THAT(better.out, HasSubstr("Note: final states are compared by other rules"));
  const RanProgram worse = run("$CRASHPROOF compare --json ../mended/.crashproof .crashproof");
  EXPECT_EQ(worse.exit, 1);
  EXPECT_EQ(Json::parse(worse.out.substr(0, worse.out.find('\n')))["state"], "new");
}

TEST_F(ReportVerbs, BadInputIsOneLine) {
  directory_->write("bad.json", "{\"schema\": \"crashproof-run/1\"}");
  directory_->write("other.json", "{\"schema\": \"crashproof-run/9\"}");
  const auto complaint = [](const std::string& line) {
    const RanProgram ran = run(line);
    EXPECT_EQ(ran.exit, 2) << line;
    EXPECT_EQ(ran.out, "") << line;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    return ran.err;
  };
  EXPECT_THAT(complaint("$CRASHPROOF report nosuch"), HasSubstr("nosuch: no such file"));
  EXPECT_THAT(complaint("$CRASHPROOF report .."),
              HasSubstr("crashproof audit and judge leave one"));
  EXPECT_THAT(complaint("$CRASHPROOF report ../bad.json"), HasSubstr("bad.json: run.json: "));
  EXPECT_THAT(complaint("$CRASHPROOF report ../other.json"), HasSubstr("another version"));
  EXPECT_THAT(complaint("$CRASHPROOF report --format sarfi"), HasSubstr("did you mean sarif?"));
  EXPECT_THAT(complaint("$CRASHPROOF report --output nosuch/x"), HasSubstr("nosuch is no direc"));
  EXPECT_THAT(complaint("$CRASHPROOF compare .crashproof"), HasSubstr("needs BEFORE AFTER"));
  const std::string audit = "$CRASHPROOF audit --report ";
  EXPECT_THAT(complaint(audit + "junit -- true"), HasSubstr("'junit' is not FORMAT=FILE"));
  EXPECT_THAT(complaint(audit + "junti=x -- true"), HasSubstr("did you mean junit?"));
  EXPECT_THAT(complaint(audit + "junit=nosuch/x -- true"), HasSubstr("nosuch is no directory"));
  EXPECT_THAT(complaint(audit + "junit=.. -- true"), HasSubstr("is a directory"));
  EXPECT_THAT(complaint(audit + "run=.crashproof/run.json -- true"), HasSubstr("run directory"));
}

TEST_F(ReportVerbs, TheSchemaIsPrintedAsItIs) {
  const RanProgram ran = run("$CRASHPROOF schema");
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(ran.out, content_of(std::string(CRASHPROOF_SOURCE_DIR) + "/reports/run.schema.json"));
}

// The place in the code is known of it as of any other. What judge keeps is another report then.
TEST_F(ReportVerbs, AnAcceptedFindingPointsAtItsLine) {
  const RanProgram ran = run("$CRASHPROOF judge --allow CP001=known --format sarif");
  ASSERT_EQ(ran.exit, 0) << ran.out << ran.err;
  const Json log = Json::parse(ran.out);
  const Json& result = log["runs"][0]["results"][0];
  EXPECT_EQ(result["suppressions"][0]["kind"], "external");
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["region"]["startLine"], 10);
}

}  // namespace
}  // namespace crashproof::cli
