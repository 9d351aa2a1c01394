// A claim alone does not make a format.
#include "harness/judge/choose_reader.h"

#include <gtest/gtest.h>

namespace crashproof {
namespace {

class FakeReader : public StateReader {
 public:
  FakeReader(bool claims, bool whole) : claims_(claims), whole_(whole) {}
  std::string_view format() const override { return "fake"; }
  bool claims(std::string_view, std::string_view) const override { return claims_; }
  Document read(const std::string&) const override { return {"fake", "row", whole_, "", {}}; }

 private:
  bool claims_, whole_;
};

TEST(ChooseReader, TakesTheFirstThatClaimsAndReads) {
  const FakeReader silent(false, true), broken(true, false), good(true, true), late(true, true);
  EXPECT_EQ(choose_reader({&silent, &broken, &good, &late}, "a", "", "/a"), &good);
  EXPECT_EQ(choose_reader({&silent, &broken}, "a", "", "/a"), nullptr);
  EXPECT_EQ(choose_reader({}, "a", "", "/a"), nullptr);
}

}  // namespace
}  // namespace crashproof
