// Holds the whole repository against its layering rules, and shows that each rule catches a breach.
#include "tests/layering/layering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iostream>

namespace crashproof::layering {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Layering, TheRepositoryKeepsItsRules) {
  for (const Breach& breach : breaches(CRASHPROOF_SOURCE_DIR)) {
    if (breach.warning)
      std::cout << "warning: " << breach.where << " " << breach.what << "\n";
    else
      ADD_FAILURE() << breach.where << " " << breach.what;
  }
}

// A tree of its own that is removed at the end.
class PlantedBreach : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "crashproof-layering-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  void plant(const fs::path& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  // What is said about the one planted file; "" for nothing.
  std::string said() const {
    std::string all;
    for (const Breach& breach : breaches(root_)) all += breach.where + " " + breach.what + "\n";
    return all;
  }

  fs::path root_;
};

TEST_F(PlantedBreach, NoneInAnEmptyTree) {
  EXPECT_EQ(said(), "");
}

TEST_F(PlantedBreach, NoneWhereTheAllowedWayIsTaken) {
  plant("harness/plan/resolve.cpp",
        "// Why.\n#include \"harness/plan/resolve.h\"\n#include \"harness/model/trace.h\"\n"
        "#include <vector>\n");
  EXPECT_EQ(said(), "");
}

TEST_F(PlantedBreach, AnIncludeAgainstTheDirection) {
  plant("harness/plan/resolve.cpp", "// Why.\n#include \"harness/record/supervisor.h\"\n");
  EXPECT_THAT(said(), HasSubstr("harness/plan/resolve.cpp:2 harness/plan may not include "
                                "harness/record/supervisor.h. It may include harness/model"));
}

TEST_F(PlantedBreach, AFolderWhoseNameBeginsLikeAnAllowedOne) {
  plant("faults/kill.cpp", "// Why.\n#include \"harness/model_of_mine/x.h\"\n");
  EXPECT_THAT(said(), HasSubstr("faults may not include harness/model_of_mine/x.h"));
}

TEST_F(PlantedBreach, APlugInBesideItsCatalogue) {
  plant("harness/cli/audit.cpp", "// Why.\n#include \"reports/terminal.h\"\n");
  EXPECT_THAT(said(), HasSubstr("through their catalogue only"));
}

TEST_F(PlantedBreach, ThePipelineAndTheHarnessShareNothing) {
  plant("reference_pipeline/main.cpp", "// Why.\n#include \"harness/model/event.h\"\n");
  plant("harness/trial/trial.cpp", "// Why.\n#include \"reference_pipeline/store.h\"\n");
  EXPECT_THAT(said(), HasSubstr("reference_pipeline may not include harness/model/event.h"));
  EXPECT_THAT(said(), HasSubstr("harness/trial may not include reference_pipeline/store.h"));
}

TEST_F(PlantedBreach, ASubjectThatNeedsTheHarness) {
  plant("scenarios/subjects/ledger/ledger.cpp", "// Why.\n#include \"harness/model/event.h\"\n");
  EXPECT_THAT(said(), HasSubstr("scenarios/subjects may not include harness/model/event.h"));
}

TEST_F(PlantedBreach, AFileOrAProcessInAPureFolder) {
  plant("harness/judge/judge.cpp", "// Why.\n#include <sys/stat.h>\n#include <fstream>\n");
  plant("harness/diagnose/windows.cpp", "// Why.\nint child() { return fork(); }\n");
  EXPECT_THAT(said(), HasSubstr("pure and may not include <sys/stat.h>"));
  EXPECT_THAT(said(), HasSubstr("pure and may not include <fstream>"));
  EXPECT_THAT(said(), HasSubstr("windows.cpp:2 harness/diagnose is pure"));
}

TEST_F(PlantedBreach, AnIncludeThatDoesNotStartAtTheRoot) {
  plant("tests/plan/plan_test.cpp", "// Why.\n#include \"resolve.h\"\n");
  EXPECT_THAT(said(), HasSubstr("write the path from the root"));
}

TEST_F(PlantedBreach, AHeaderWithoutGuardAFileWithoutWordsAVagueName) {
  plant("scenarios/state/utils.h", "int x;\n");
  EXPECT_THAT(said(), HasSubstr("#pragma once"));
  EXPECT_THAT(said(), HasSubstr("opens without a comment"));
  EXPECT_THAT(said(), HasSubstr("name that says nothing"));
}

TEST_F(PlantedBreach, AScriptWithoutWords) {
  plant("tools/go", "#!/bin/sh\nset -e\n");
  EXPECT_THAT(said(), HasSubstr("tools/go:1 opens without a comment"));
}

TEST_F(PlantedBreach, AReminder) {
  plant("faults/kill.cpp", std::string("// Why.\n// TO") + "DO later\n");
  EXPECT_THAT(said(), HasSubstr("faults/kill.cpp:2 leaves a reminder"));
}

TEST_F(PlantedBreach, LengthIsFirstAWarningThenABreach) {
  plant("faults/kill.cpp", "// Why.\n" + std::string(450, '\n'));
  ASSERT_EQ(breaches(root_).size(), 1U);
  EXPECT_TRUE(breaches(root_)[0].warning);
  plant("faults/kill.cpp", "// Why.\n" + std::string(700, '\n'));
  ASSERT_EQ(breaches(root_).size(), 1U);
  EXPECT_FALSE(breaches(root_)[0].warning);
}

}  // namespace
}  // namespace crashproof::layering
