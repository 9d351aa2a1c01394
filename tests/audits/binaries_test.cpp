// Programs that no preloaded library reaches: statically linked C++ and Go, with several threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::StartsWith;

struct Binary {
  const char* name;
  const char* program;
};

void PrintTo(const Binary& binary, std::ostream* out) {
  *out << binary.name;
}

class ItemWriter : public testing::TestWithParam<Binary> {
 protected:
  void SetUp() override {
    if (::access(GetParam().program, X_OK) != 0) GTEST_SKIP() << GetParam().program << " is absent";
  }
  static Audited audit_writer(const Workspace& workspace, const std::string& arguments) {
    return audit(std::string("-- ") + GetParam().program + " " + arguments, workspace.path());
  }
};

// By hand: a left-over temporary file is written over, and then renamed.
TEST_P(ItemWriter, ThatRenamesIsSound) {
  const Workspace workspace;
  const Audited audited = audit_writer(workspace, "out 6 1 atomic");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

TEST_P(ItemWriter, ThatRenamesIsSoundWithFourThreads) {
  const Workspace workspace;
  const Audited audited = audit_writer(workspace, "out 8 4 atomic");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

void expect_half_items(const Audited& audited, std::size_t items) {
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  std::set<std::string> damaged;
  for (const Json& finding : audited.findings) {
    for (const Json& difference : finding.at("differences")) {
      EXPECT_EQ(difference.at("class"), "lost");
      EXPECT_THAT(difference.at("path").get<std::string>(), StartsWith("out/item-"));
      damaged.insert(difference.at("path"));
    }
  }
  EXPECT_LE(damaged.size(), items);
  EXPECT_FALSE(damaged.empty());
}

// By hand: `: > out/item-0`, then a rerun, which leaves it empty.
TEST_P(ItemWriter, ThatWritesInPlaceLosesTheEndOfAnItem) {
  const Workspace workspace;
  const Audited audited = audit_writer(workspace, "out 4 1 in-place");
  expect_half_items(audited, 4);
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP005");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 4);
  EXPECT_EQ(audited.findings[0].at("opened_by"), "create(out/item-0)");
  EXPECT_EQ(audited.findings[0].at("closed_by"), "write(out/item-0)");
  EXPECT_EQ(audited.findings[0].at("status"), "confirmed");
}

TEST_P(ItemWriter, ThatWritesInPlaceIsFoundWithFourThreads) {
  const Workspace workspace;
  expect_half_items(audit_writer(workspace, "out 8 4 in-place"), 8);
}

INSTANTIATE_TEST_SUITE_P(Binaries, ItemWriter,
                         testing::Values(Binary{"Static", AUDIT_SUBJECTS "/item_writer"},
                                         Binary{"Go", AUDIT_SUBJECTS "/item_writer_go"}),
                         [](const auto& binary) { return std::string(binary.param.name); });

}  // namespace
}  // namespace crashproof::audits
