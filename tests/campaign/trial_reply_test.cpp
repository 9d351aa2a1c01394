// What a worker answers comes to the campaign whole.
#include "harness/campaign/trial_reply.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <stdexcept>

#include "tests/campaign/any_evidence.h"

namespace crashproof {
namespace {

using namespace testing::any;

RC_GTEST_PROP(TrialReply, ComesBack, ()) {
  TrialReply reply;
  reply.evidence = any_evidence();
  const auto count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < count; ++i) {
    reply.resume_states.push_back(
        {*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>()});
  }
  // Hashes are spread over all that 64 bits hold.
  reply.resume_states.push_back({UINT64_MAX, UINT64_MAX - 1});
  reply.struck.opener = {3, *any_bytes(), {*any_bytes(), 7, *any_bytes(), *any_bytes(), {}}};
  reply.struck.closer = {4, *any_bytes(), {}};
  const TrialReply back = reply_from_message(to_message(reply));
  expect_same(back.evidence, reply.evidence);
  RC_ASSERT(back.resume_states == reply.resume_states);
  RC_ASSERT(back.struck == reply.struck);
}

RC_GTEST_PROP(TrialReply, ThatIsCutShortIsRefused, ()) {
  TrialReply reply;
  reply.evidence = any_evidence();
  reply.resume_states = {{1, 2}};
  const std::string whole = to_message(reply);
  const auto kept = *rc::gen::inRange<std::size_t>(0, whole.size());
  RC_ASSERT_THROWS_AS(reply_from_message(whole.substr(0, kept)), std::runtime_error);
}

RC_GTEST_PROP(TrialReply, OfAnyBytesIsRefused, ()) {
  RC_ASSERT_THROWS_AS(reply_from_message(*any_bytes()), std::runtime_error);
}

}  // namespace
}  // namespace crashproof
