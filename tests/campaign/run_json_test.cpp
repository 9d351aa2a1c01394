// What goes into a run directory comes out the same, whatever bytes it holds.
#include "harness/campaign/run_json.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace crashproof {
namespace {

// File names and output are any bytes.
rc::Gen<std::string> any_bytes() {
  return rc::gen::container<std::string>(
      rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }));
}

rc::Gen<std::vector<std::string>> any_words() {
  return rc::gen::container<std::vector<std::string>>(any_bytes());
}

rc::Gen<Difference> any_difference() {
  return rc::gen::build<Difference>(
      rc::gen::set(&Difference::what,
                   rc::gen::map(rc::gen::inRange(0, 7),
                                [](int what) { return static_cast<Difference::Class>(what); })),
      rc::gen::set(&Difference::path, any_bytes()),
      rc::gen::set(&Difference::unit, rc::gen::element<std::string>("row", "file", "line")),
      rc::gen::set(&Difference::count), rc::gen::set(&Difference::dedupable),
      rc::gen::set(&Difference::dedup_hint, any_bytes()),
      rc::gen::set(&Difference::examples, any_words()));
}

RC_GTEST_PROP(RunJson, SubjectComesBack, ()) {
  Subject subject;
  subject.command = *any_words();
  subject.resume = *any_words();
  subject.workspace = *any_bytes();
  subject.environment = *any_words();
  subject.reset = *any_bytes();
  subject.pin_clock = *rc::gen::arbitrary<bool>();
  subject.comparison.keys = *any_words();
  subject.comparison.dedup_whole_record = *rc::gen::arbitrary<bool>();
  subject.comparison.ignores = *any_words();
  RC_ASSERT(subject_from_json(to_json(subject)) == subject);
}

RC_GTEST_PROP(RunJson, EvidenceComesBackFromOneLine, ()) {
  Evidence evidence;
  evidence.trial = *rc::gen::arbitrary<std::uint64_t>();
  evidence.schedule = *any_bytes();
  if (*rc::gen::arbitrary<bool>()) evidence.point = CrashPoint{3, 17};
  evidence.engine = *rc::gen::element(Engine::live, Engine::replay);
  evidence.fault_happened = *rc::gen::arbitrary<bool>();
  evidence.resumes = {{{RunExit::How::timed_out, 9, 0.5}, *any_bytes(), 2}};
  evidence.accepted_exit = *rc::gen::arbitrary<bool>();
  evidence.differences = *rc::gen::container<std::vector<Difference>>(any_difference());
  evidence.state_read = *rc::gen::arbitrary<bool>();
  evidence.trouble = *any_bytes();
  const std::string line = to_json(evidence);
  RC_ASSERT(line.find('\n') == std::string::npos);
  const Evidence back = evidence_from_json(line);
  RC_ASSERT(back.trial == evidence.trial);
  RC_ASSERT(back.schedule == evidence.schedule);
  RC_ASSERT(back.point == evidence.point);
  RC_ASSERT(back.engine == evidence.engine);
  RC_ASSERT(back.fault_happened == evidence.fault_happened);
  RC_ASSERT(back.resumes == evidence.resumes);
  RC_ASSERT(back.accepted_exit == evidence.accepted_exit);
  RC_ASSERT(back.differences == evidence.differences);
  RC_ASSERT(back.state_read == evidence.state_read);
  RC_ASSERT(back.trouble == evidence.trouble);
}

RC_GTEST_PROP(RunJson, OrderComesBack, ()) {
  TrialOrder order;
  order.trial = *rc::gen::arbitrary<std::uint64_t>();
  order.schedule = *any_bytes();
  order.engine = *rc::gen::element(Engine::live, Engine::replay);
  if (*rc::gen::arbitrary<bool>())
    order.point = CrashPoint{*rc::gen::arbitrary<std::uint64_t>(), {}};
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
