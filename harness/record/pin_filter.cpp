// Which calls show the wall clock or random bytes, as rules for libseccomp.
#include "harness/record/pin_filter.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <map>
#include <system_error>
#include <utility>

#include "harness/record/clock_stub.h"
#include "harness/record/deadlines.h"
#include "harness/record/filter.h"

namespace crashproof {
namespace {

// Newer than the headers of the oldest system that we build on.
constexpr int kOpenat2 = 437;
constexpr std::uint64_t kLow32 = 0xffffffff;

void trap(scmp_filter_ctx context, int number, const std::vector<scmp_arg_cmp>& conditions) {
  const int result =
      seccomp_rule_add_array(context, SCMP_ACT_TRACE(0), number,
                             static_cast<unsigned>(conditions.size()), conditions.data());
  if (result < 0) {
    throw std::system_error(-result, std::generic_category(), "cannot build the seccomp filter");
  }
}

scmp_arg_cmp equal(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, mask, value);
}

// Other clocks, CLOCK_MONOTONIC above all, are never stopped at.
void add_clock_rules(scmp_filter_ctx context) {
  for (std::uint64_t id = 0; id < 32; ++id) {
    if (!is_wall_clock(static_cast<std::int64_t>(id))) continue;
    trap(context, SYS_clock_gettime,
         {equal(0, kLow32, id), SCMP_CMP64(5, SCMP_CMP_NE, kClockPassword)});
  }
  trap(context, SYS_gettimeofday, {});
  trap(context, SYS_time, {});
  for (const DeadlineRow& row : deadline_table()) {
    std::vector<scmp_arg_cmp> conditions;
    for (const DeadlineRow::Condition& each : row.conditions) {
      conditions.push_back(each.equal ? equal(each.argument, each.mask, each.value)
                                      : SCMP_CMP64(each.argument, SCMP_CMP_NE, each.value));
    }
    trap(context, row.number, conditions);
  }
}

// Devices are opened to be read, not created; directories are most of what else is opened.
void add_random_rules(scmp_filter_ctx context) {
  constexpr std::uint64_t kMask = O_ACCMODE | O_CREAT | O_DIRECTORY | O_PATH;
  trap(context, SYS_getrandom, {});
  trap(context, kOpenat2, {});
  for (const std::uint64_t mode : {O_RDONLY, O_RDWR}) {
    trap(context, SYS_open, {equal(1, kMask, mode)});
    trap(context, SYS_openat, {equal(2, kMask, mode)});
  }
}

std::vector<sock_filter> build(bool clock, bool random) {
  if (!clock && !random) return {};
  return build_filter(SCMP_ACT_ALLOW, [&](scmp_filter_ctx context) {
    if (clock) add_clock_rules(context);
    if (random) add_random_rules(context);
  });
}

}  // namespace

const std::vector<sock_filter>& pin_filter(const Pins& pins) {
  static std::map<std::pair<bool, bool>, std::vector<sock_filter>> built;
  const std::pair<bool, bool> kind{pins.clock_is_pinned(), pins.random_seed.has_value()};
  const auto found = built.find(kind);
  if (found != built.end()) return found->second;
  return built.emplace(kind, build(kind.first, kind.second)).first->second;
}

}  // namespace crashproof
