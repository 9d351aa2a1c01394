// Points that a job names itself, with the programs that docs/POINTS.md shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::HasSubstr;

struct Language {
  const char* name;     // of its block in the page
  const char* file;     // what it is saved as
  const char* needs;    // a shell's line that succeeds if it can be run here
  const char* prepare;  // "" for nothing
  const char* command;
};

void PrintTo(const Language& language, std::ostream* out) {
  *out << language.name;
}

constexpr const char* compile = "g++ -std=c++11 -DFIU_ENABLE -I " CRASHPROOF_SOURCE_DIR
                                "/harness/testing -o job load.cpp -lfiu && rm load.cpp";

// The Go compiler keeps what it has built below HOME, which is of no concern to the job.
constexpr Language languages[] = {
    {"sh", "load.sh", "command -v sh", "", "sh load.sh"},
    {"python", "load.py", "command -v python3", "", "python3 load.py"},
    {"java", "Load.java", "command -v javac", "javac Load.java", "java -Xshare:auto -cp . Load"},
    {"go", "load.go", "command -v go",
     "GOCACHE=$PWD/.cache GO111MODULE=off go build -o job load.go && rm -rf .cache load.go",
     "./job"},
    {"cpp", "load.cpp", "command -v g++", compile, "./job"},
};

// The program between "```LANGUAGE" and "```".
std::string program_in(const std::string& language) {
  std::ifstream page(CRASHPROOF_SOURCE_DIR "/docs/POINTS.md");
  std::string program;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (inside && line == "```") return program;
    if (inside) program += line + "\n";
    if (line == "```" + language) inside = true;
  }
  return "";
}

class Points : public testing::TestWithParam<Language> {
 protected:
  void SetUp() override {
    if (run_line(GetParam().needs, workspace_.path()).exit != 0)
      GTEST_SKIP() << GetParam().name << " is not installed";
    const std::string program = program_in(GetParam().name);
    ASSERT_NE(program, "");
    workspace_.write(GetParam().file, program);
    if (*GetParam().prepare != '\0') workspace_.prepare(GetParam().prepare);
  }

  Workspace workspace_;
};

TEST_P(Points, AreListedAsOftenAsTheyArePassed) {
  const Ran ran =
      run_line(std::string("\"$CRASHPROOF\" points --json --quiet -- ") + GetParam().command,
               workspace_.path());
  ASSERT_EQ(ran.exit, 0) << ran.out << ran.err;
  const Json point = Json::parse(ran.out);
  EXPECT_EQ(point.at("name"), "batch-committed");
  EXPECT_EQ(point.at("hits"), 2);
}

TEST_P(Points, ArePlacesToDieAt) {
  const Ran ran = run_line(std::string("\"$CRASHPROOF\" replay --quiet "
                                       "'kill@after:marker(batch-committed)#2' -- ") +
                               GetParam().command,
                           workspace_.path());
  // The job appends its batches once more, since it keeps no position.
  EXPECT_EQ(ran.exit, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Extra"));
}

INSTANTIATE_TEST_SUITE_P(Languages, Points, testing::ValuesIn(languages),
                         [](const auto& each) { return std::string(each.param.name); });

class FailingPoint : public testing::Test {
 protected:
  void SetUp() override {
    workspace_.write("load.cpp",
                     "#include <crashproof/point.h>\n"
                     "#include <fstream>\n"
                     "int main() {\n"
                     "  for (int batch = 1; batch <= 2; ++batch) {\n"
                     "    if (CRASHPROOF_FAILURE_AT(\"load/write\") == ENOSPC) {\n"
                     "      std::ofstream(\"no-space\") << batch;\n"
                     "      return 3;\n"
                     "    }\n"
                     "    std::ofstream(\"batch\" + std::to_string(batch)) << \"x\";\n"
                     "  }\n"
                     "}\n");
    workspace_.prepare(compile);
  }
  Ran replay(const std::string& schedule) const {
    return run_line("\"$CRASHPROOF\" replay --quiet '" + schedule + "' -- ./job",
                    workspace_.path());
  }

  Workspace workspace_;
};

TEST_F(FailingPoint, YieldsItsErrno) {
  const Ran ran = replay("failpoint[load/write@2=ENOSPC]@start");
  EXPECT_EQ(ran.exit, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Extra        no-space"));
}

TEST_F(FailingPoint, IsAPlaceToDieAt) {
  const Ran ran = replay("failpoint[load/write@2]@start");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
}

TEST_F(FailingPoint, ThatIsNotPassedIsNotReached) {
  EXPECT_EQ(replay("failpoint[load/write@3]@start").exit, 6);
}

TEST(NoPoints, LeaveNothingInTheProgram) {
  const Workspace workspace;
  workspace.write("job.cpp",
                  "#define CRASHPROOF_NO_POINTS\n"
                  "#include <crashproof/point.h>\n"
                  "int main() { CRASHPROOF_POINT(\"a-name\"); return CRASHPROOF_FAILURE_AT(\"b\"); "
                  "}\n");
  workspace.prepare("g++ -I " CRASHPROOF_SOURCE_DIR "/harness/testing -o job job.cpp");
  EXPECT_NE(run_line("./job && grep -q a-name job", workspace.path()).exit, 0);
}

}  // namespace
}  // namespace crashproof::audits
