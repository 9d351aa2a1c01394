// The reference pipeline as a black box: sound it passes, and each flaw that a kill can show is
// found without hints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/audits/program.h"
#include "tests/audits/small_pipeline.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

class SoundPipeline : public testing::TestWithParam<const char*> {};

TEST_P(SoundPipeline, HasNoFindingWhereverItIsKilled) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited =
      audit(pipeline_line(std::string("--checkpoint-every 2 --workers ") + GetParam()),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  EXPECT_GT(audited.count("states"), 200U);
  EXPECT_TRUE(audited.noted("not_compared").empty()) << audited.all();
}

INSTANTIATE_TEST_SUITE_P(Workers, SoundPipeline, testing::Values("1", "4"),
                         [](const auto& workers) { return std::string(workers.param); });

// Files that somebody uses, and as many made ones as these are too few.
constexpr const char* thousand_files =
    "mkdir src\n"
    "n=0\n"
    "while read -r file && [ $n -lt 1000 ]; do\n"
    "  cp \"$file\" src/$n.${file##*/} && n=$((n + 1))\n"
    "done < <(find /usr/share/doc /usr/include -type f -size -9 -readable 2>/dev/null | sort)\n"
    "while [ $n -lt 1000 ]; do seq $n > src/$n.made; n=$((n + 1)); done\n";

TEST(SoundPipelineAtFullSize, HasNoFindingInASample) {
  const Workspace workspace;
  workspace.prepare(thousand_files);
  const Audited audited = audit(
      "--sample 40 -- \"$REFERENCE_PIPELINE\" --source src --work w --workers 4 --quiet "
      "--checkpoint-every 50 --durable no",
      workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_EQ(audited.count("tried"), 40U);
  EXPECT_GT(audited.count("states"), 5000U);
  EXPECT_FALSE(audited.summary.at("exhaustive"));
}

struct FlawCase {
  const char* flaw;
  const char* check;
  const char* kind;    // of the damage
  const char* path;    // that is damaged, as it begins
  const char* opened;  // by which event: a part of it
};

void PrintTo(const FlawCase& flaw, std::ostream* out) {
  *out << flaw.flaw;
}

class Flaw : public testing::TestWithParam<FlawCase> {};

bool is_damage(const Json& difference) {
  const FlawCase& flaw = Flaw::GetParam();
  return difference.at("class") == flaw.kind &&
         difference.at("path").get<std::string>().starts_with(flaw.path);
}

// By hand: the failpoint of docs/REFERENCE_PIPELINE.md, then a rerun, shows the same damage.
TEST_P(Flaw, IsFoundWithItsKindOfDamage) {
  const FlawCase& flaw = GetParam();
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited =
      audit(pipeline_line(std::string("--checkpoint-every 2 --workers 1 --flaw ") + flaw.flaw),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  ASSERT_FALSE(audited.findings.empty());
  for (const Json& finding : audited.findings) {
    EXPECT_THAT(finding.at("checks"), Contains(flaw.check)) << finding;
    EXPECT_THAT(finding.at("opened_by").get<std::string>(), HasSubstr(flaw.opened));
    const Json& differences = finding.at("differences");
    EXPECT_TRUE(std::any_of(differences.begin(), differences.end(), is_damage)) << finding;
    EXPECT_EQ(finding.at("status"), "confirmed") << finding;
  }
}

std::string name_of(const FlawCase& flaw) {
  std::string name = flaw.flaw;
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(ExposedByKill, Flaw,
                         testing::Values(FlawCase{"order-inverted", "no-loss", "lost",
                                                  "w/pipeline.db#loaded", "rename(w/checkpoints/"},
                                         FlawCase{"checkpoint-in-place", "resume-ends", "torn",
                                                  "w/checkpoints/", "w/checkpoints/partition-"},
                                         FlawCase{"artifact-in-place", "not-torn", "torn",
                                                  "w/artifacts/", "create(w/artifacts/"},
                                         FlawCase{"flag-before-artifact", "no-loss", "lost",
                                                  "w/artifacts/", "write(w/pipeline.db-wal)"},
                                         FlawCase{"stale-lock", "resume-ends", "lost", "w/",
                                                  "create(w/running)"}),
                         [](const auto& flaw) { return name_of(flaw.param); });

// Both are made deep in helpers; the order stands in commit().
TEST(Flaws, AreToldByTheLinesWhoseOrderIsWrong) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited = audit(
      "--cuts none " + pipeline_line("--checkpoint-every 2 --workers 1 --flaw order-inverted"),
      workspace.path(), 80);
  ASSERT_FALSE(audited.findings.empty()) << audited.all();
  for (const char* site : {"opener_site", "closer_site"}) {
    EXPECT_THAT(audited.findings[0].at(site).get<std::string>(),
                testing::ContainsRegex("^reference_pipeline/load.cpp:[0-9]+ commit, in "));
  }
}

// With twelve items some loader is ahead of another, in whatever order they come. A live run need
// not come by the same order, so the finding need not be confirmed.
TEST(Flaws, ACheckpointSharedByWorkersLosesTheSlowerOnesItems) {
  const Workspace workspace;
  write_small_source(workspace, 12);
  const Audited audited = audit(
      "--cuts none " + pipeline_line("--workers 4 --checkpoint-every 1 --flaw shared-checkpoint"),
      workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty());
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), Json({"no-loss"})) << finding;
    EXPECT_EQ(finding.at("opened_by"), "rename(w/checkpoints/shared.json)");
    for (const Json& difference : finding.at("differences")) {
      EXPECT_EQ(difference.at("path"), "w/pipeline.db#loaded");
    }
  }
}

// A claim is only true again once the artifact has its name: syncing the temporary file is no end.
TEST(Flaws, AWindowLastsUntilTheEventThatEndsIt) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited =
      audit(pipeline_line("--checkpoint-every 2 --workers 1 --flaw flag-before-artifact"),
            workspace.path(), 80);
  ASSERT_FALSE(audited.findings.empty()) << audited.all();
  for (const Json& finding : audited.findings) {
    EXPECT_THAT(finding.at("closed_by").get<std::string>(), StartsWith("rename(w/artifacts/"));
  }
}

// A kill costs work here, but no data; without a bound on the work that is not a finding.
TEST(Flaws, ThatOnlyRepeatWorkAreNotCalledLoss) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited =
      audit(pipeline_line("--checkpoint-every 2 --workers 1 --flaw checkpoint-at-end"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
}

}  // namespace
}  // namespace crashproof::audits
