// crashproof init, from the real program: what it writes is used as it is, and nothing is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/cli/made_job.h"
#include "tests/cli/ran_program.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Init : public testing::Test {
 protected:
  Init() { place_.write("load.py", std::string(losing_job)); }

  RanProgram run(const std::string& line) const { return run_line(line, place_.path()); }
  std::string content(const std::string& name) const {
    std::ifstream stream(place_.path(name));
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  TemporaryDirectory place_;
};

TEST_F(Init, WritesWhatAnAuditThenUses) {
  const RanProgram init = run("$CRASHPROOF init -- python3 load.py");
  EXPECT_EQ(init.exit, 0) << init.err;
  EXPECT_THAT(init.err, HasSubstr("next: crashproof audit"));
  const std::string written = content("crashproof.toml");
  EXPECT_THAT(written, HasSubstr("command = [\"python3\", \"load.py\"]"));
  EXPECT_THAT(written, HasSubstr("ckpt.json  checkpoint"));
  EXPECT_THAT(written, HasSubstr("# key = [\"out.csv:"));
  const RanProgram audit = run("$CRASHPROOF audit --sample 16 --no-confirm");
  EXPECT_EQ(audit.exit, 1) << audit.out << audit.err;
  EXPECT_FALSE(fs::exists(place_.path("out.csv")));
}

TEST_F(Init, OverwritesNothingUnlessForced) {
  place_.write("crashproof.toml", "# mine\n");
  const RanProgram refused = run("$CRASHPROOF init --no-run -- python3 load.py");
  EXPECT_EQ(refused.exit, 2);
  EXPECT_THAT(refused.err, HasSubstr("crashproof.toml is there already"));
  EXPECT_EQ(content("crashproof.toml"), "# mine\n");
  EXPECT_EQ(run("$CRASHPROOF init --no-run --force -- python3 load.py").exit, 0);
  EXPECT_EQ(content("crashproof.toml.bak"), "# mine\n");
  EXPECT_THAT(content("crashproof.toml"), HasSubstr("load.py"));
}

TEST_F(Init, PrintsAndWritesNothing) {
  const RanProgram printed = run("$CRASHPROOF init --no-run --print -- python3 load.py");
  EXPECT_EQ(printed.exit, 0);
  EXPECT_THAT(printed.out, HasSubstr("command = [\"python3\", \"load.py\"]"));
  EXPECT_FALSE(fs::exists(place_.path("crashproof.toml")));
  const RanProgram snippet = run("$CRASHPROOF init --print --ci gitlab");
  EXPECT_THAT(snippet.out, HasSubstr("before_script:"));
  EXPECT_FALSE(fs::exists(place_.path(".gitlab-ci.yml")));
}

TEST_F(Init, OfAJobThatFailsHasNoBaseline) {
  const RanProgram init = run("$CRASHPROOF init -- false");
  EXPECT_EQ(init.exit, 4);
  EXPECT_THAT(init.err, HasSubstr("no baseline: "));
  EXPECT_THAT(content("crashproof.toml"), HasSubstr("command = [\"false\"]"));
}

TEST_F(Init, NeedsACommandOrACiSystem) {
  const RanProgram init = run("$CRASHPROOF init");
  EXPECT_EQ(init.exit, 2);
  EXPECT_THAT(init.err, HasSubstr("write it after --"));
}

// The shell lines of a file of a CI system, read as that system reads them.
struct Ci {
  const char* name;
  const char* file;
  const char* install;  // Python expressions
  const char* audit;
};

void PrintTo(const Ci& ci, std::ostream* out) {
  *out << ci.name;
}

class CiFile : public Init, public testing::WithParamInterface<Ci> {
 protected:
  std::string lines(const char* expression) const {
    const RanProgram read = run(std::string("/usr/bin/python3 -c 'import sys, re, yaml\n"
                                            "text = open(sys.argv[1]).read()\n"
                                            "print(") +
                                expression + ")' \"$(find . -path ./.git -prune -o -path './" +
                                GetParam().file + "' -print)\"");
    EXPECT_EQ(read.exit, 0) << read.err;
    return read.out;
  }
};

TEST_P(CiFile, RunsAsItIsWritten) {
  // The job lies in a directory of its repository.
  fs::create_directory(place_.path(".git"));
  place_.write("job/load.py", std::string(losing_job));
  ASSERT_EQ(run("cd job && $CRASHPROOF init --no-run --ci " + std::string(GetParam().name) +
                " -- python3 load.py")
                .exit,
            0);
  ASSERT_TRUE(fs::exists(place_.path(GetParam().file)));
  EXPECT_THAT(lines(GetParam().install), HasSubstr("apt-get install -y ./crashproof.deb"));

  // The package is replaced by where the program was built; all else is run as it stands.
  place_.write("audit.sh", lines(GetParam().audit));
  const RanProgram found = run("PATH=$(dirname $CRASHPROOF):$PATH sh -e audit.sh");
  EXPECT_EQ(found.exit, 1) << found.out << found.err;
  EXPECT_THAT(found.out, HasSubstr("CP001 order inversion"));

  place_.write("job/crashproof.toml",
               content("job/crashproof.toml") +
                   "[[allow]]\ncode = \"CP001\"\nreason = \"known\"\n[[allow]]\ncode = "
                   "\"CP002\"\nreason = \"known\"\n");
  const RanProgram accepted = run("PATH=$(dirname $CRASHPROOF):$PATH sh -e audit.sh");
  EXPECT_EQ(accepted.exit, 0) << accepted.out << accepted.err;
}

INSTANTIATE_TEST_SUITE_P(
    Systems, CiFile,
    testing::Values(Ci{"github", ".github/workflows/crashproof.yml",
                       "[s for s in yaml.safe_load(text)[\"jobs\"][\"crashproof\"][\"steps\"] if "
                       "s.get(\"name\", \"\").startswith(\"Install\")][0][\"run\"]",
                       "[s for s in yaml.safe_load(text)[\"jobs\"][\"crashproof\"][\"steps\"] if "
                       "s.get(\"name\") == \"Audit\"][0][\"run\"]"},
                    Ci{"gitlab", ".gitlab-ci.yml",
                       "\"\\n\".join(yaml.safe_load(text)[\"crashproof\"][\"before_script\"])",
                       "\"\\n\".join(yaml.safe_load(text)[\"crashproof\"][\"script\"])"},
                    Ci{"jenkins", "Jenkinsfile",
                       "re.findall(\"sh \\x27{3}(.*?)\\x27{3}\", text, re.S)[0]",
                       "re.findall(\"sh \\x27{3}(.*?)\\x27{3}\", text, re.S)[1]"}));

}  // namespace
}  // namespace crashproof::cli
