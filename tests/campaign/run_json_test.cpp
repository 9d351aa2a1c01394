// What goes into a run directory comes out the same, whatever bytes it holds.
#include "harness/campaign/run_json.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <stdexcept>

#include "tests/campaign/any_evidence.h"

namespace crashproof {
namespace {

using namespace testing::any;

RC_GTEST_PROP(RunJson, SubjectComesBack, ()) {
  Subject subject;
  subject.command = *any_words();
  subject.resume = *any_words();
  subject.workspace = *any_bytes();
  subject.directory = *any_bytes();
  subject.environment = *any_words();
  subject.allow_write = *any_words();
  subject.reset = *any_bytes();
  subject.state_command = *any_bytes();
  subject.pin_clock = *rc::gen::arbitrary<bool>();
  subject.pin_random = *rc::gen::arbitrary<bool>();
  subject.comparison.keys = *any_words();
  subject.comparison.dedup_whole_record = *rc::gen::arbitrary<bool>();
  subject.comparison.ignores = *any_words();
  subject.comparison.states = *any_words();
  RC_ASSERT(subject_from_json(to_json(subject)) == subject);
}

RC_GTEST_PROP(RunJson, EvidenceComesBackFromOneLine, ()) {
  const Evidence evidence = any_evidence();
  const std::string line = to_json(evidence);
  RC_ASSERT(line.find('\n') == std::string::npos);
  expect_same(evidence_from_json(line), evidence);
}

RC_GTEST_PROP(RunJson, OrderComesBack, ()) {
  TrialOrder order;
  order.trial = *rc::gen::arbitrary<std::uint64_t>();
  order.schedule = *any_bytes();
  order.engine = *rc::gen::element(Engine::live, Engine::replay);
  order.point = any_point();
  order.fault = *any_bytes();
  order.models = *any_words();
  order.survey = *rc::gen::arbitrary<bool>();
  order.diagnose = *rc::gen::arbitrary<bool>();
  order.places = *rc::gen::arbitrary<bool>();
  RC_ASSERT(order_from_json(to_json(order)) == order);
}

// Nothing but runtime_error, so that a damaged run directory is one clear line.
RC_GTEST_PROP(RunJson, DamagedTextIsRefused, ()) {
  const std::string text = *any_bytes();
  RC_ASSERT_THROWS_AS(evidence_from_json(text), std::runtime_error);
  RC_ASSERT_THROWS_AS(subject_from_json(text), std::runtime_error);
  RC_ASSERT_THROWS_AS(order_from_json(text), std::runtime_error);
}

TEST(RunJson, RefusesUnknownNames) {
  Evidence evidence;
  evidence.differences.emplace_back();
  std::string line = to_json(evidence);
  line.replace(line.find("\"lost\""), 6, "\"gone\"");
  EXPECT_THROW(evidence_from_json(line), std::runtime_error);
}

}  // namespace
}  // namespace crashproof
