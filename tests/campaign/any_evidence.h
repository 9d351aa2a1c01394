// Evidence and its parts for RapidCheck, with every byte that a file name or an output may hold.
// Include <gtest/gtest.h> before this.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/evidence.h"

namespace crashproof::testing::any {

// File names and output are any bytes. Most are drawn whole, since single ones cost.
inline rc::Gen<std::string> any_bytes() {
  static const std::vector<std::string> hostile{
      "",           "out.csv", "a b/\u00fc",          "\xff\xfe\x80",
      "two\nlines", "\x1b[2J", std::string("\0x", 2), "\"quoted\\\"",
      "{}",         "[[1]]",   "\xed\xa0\x80"};
  return rc::gen::weightedOneOf<std::string>(
      {{9, rc::gen::elementOf(hostile)},
       {1, rc::gen::container<std::string>(rc::gen::map(
               rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }))}});
}

inline rc::Gen<std::vector<std::string>> any_words() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 4), [](std::size_t count) {
    return rc::gen::container<std::vector<std::string>>(count, any_bytes());
  });
}

inline rc::Gen<Difference> any_difference() {
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

inline rc::Gen<std::vector<Difference>> any_differences() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 4), [](std::size_t count) {
    return rc::gen::container<std::vector<Difference>>(count, any_difference());
  });
}

inline std::optional<CrashPoint> any_point() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  CrashPoint point{*rc::gen::arbitrary<std::uint64_t>(), std::nullopt};
  if (*rc::gen::arbitrary<bool>()) point.cut_bytes = *rc::gen::arbitrary<std::uint64_t>();
  return point;
}

inline RunOutcome any_run() {
  return {{*rc::gen::element(RunExit::How::exited, RunExit::How::signalled, RunExit::How::killed,
                             RunExit::How::timed_out),
           *rc::gen::inRange(0, 256), *rc::gen::element(0.0, 0.5, 1234.25)},
          *any_bytes(),
          *rc::gen::arbitrary<std::uint64_t>()};
}

inline Evidence any_evidence() {
  Evidence evidence;
  evidence.trial = *rc::gen::arbitrary<std::uint64_t>();
  evidence.schedule = *any_bytes();
  evidence.fault = *any_bytes();
  evidence.point = any_point();
  evidence.engine = *rc::gen::element(Engine::live, Engine::replay);
  evidence.fault_happened = *rc::gen::arbitrary<bool>();
  evidence.not_happened = *any_bytes();
  evidence.dropped = *any_words();
  const auto resumes = *rc::gen::inRange(0, 3);
  for (int i = 0; i < resumes; ++i) evidence.resumes.push_back(any_run());
  evidence.accepted_exit = *rc::gen::arbitrary<bool>();
  evidence.refused = *rc::gen::arbitrary<bool>();
  evidence.differences = *any_differences();
  if (*rc::gen::arbitrary<bool>()) evidence.first_run = any_run();
  if (*rc::gen::arbitrary<bool>()) {
    evidence.stopping = Stopping{0.125, *rc::gen::arbitrary<bool>()};
  }
  if (*rc::gen::arbitrary<bool>()) {
    evidence.redo = Redo{*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>(),
                         *rc::gen::arbitrary<std::uint64_t>()};
  }
  if (*rc::gen::arbitrary<bool>()) {
    ResumeWork work{7, *any_words(), *any_words(), {}, {}};
    work.stuck.push_back({*any_bytes(), *any_bytes(), "status", *any_bytes(), 2, *any_words()});
    work.databases.push_back({*any_bytes(), {Record{*any_bytes(), {{"id", *any_bytes()}}}}});
    evidence.work = std::move(work);
  }
  evidence.models = *any_words();
  evidence.broken_promises = *any_differences();
  evidence.promise = *any_bytes();
  evidence.state_read = *rc::gen::arbitrary<bool>();
  evidence.trouble = *any_bytes();
  evidence.seconds = *rc::gen::element(0.0, 0.25, 3600.5);
  return evidence;
}

// Field by field, so that a failure says which.
inline void expect_same(const Evidence& one, const Evidence& other) {
  RC_ASSERT(one.trial == other.trial);
  RC_ASSERT(one.schedule == other.schedule);
  RC_ASSERT(one.fault == other.fault);
  RC_ASSERT(one.point == other.point);
  RC_ASSERT(one.engine == other.engine);
  RC_ASSERT(one.fault_happened == other.fault_happened);
  RC_ASSERT(one.not_happened == other.not_happened);
  RC_ASSERT(one.dropped == other.dropped);
  RC_ASSERT(one.resumes == other.resumes);
  RC_ASSERT(one.accepted_exit == other.accepted_exit);
  RC_ASSERT(one.refused == other.refused);
  RC_ASSERT(one.differences == other.differences);
  RC_ASSERT(one.first_run == other.first_run);
  RC_ASSERT(one.stopping == other.stopping);
  RC_ASSERT(one.redo == other.redo);
  RC_ASSERT(one.work == other.work);
  RC_ASSERT(one.models == other.models);
  RC_ASSERT(one.broken_promises == other.broken_promises);
  RC_ASSERT(one.promise == other.promise);
  RC_ASSERT(one.state_read == other.state_read);
  RC_ASSERT(one.trouble == other.trouble);
  RC_ASSERT(one.seconds == other.seconds);
}

}  // namespace crashproof::testing::any
