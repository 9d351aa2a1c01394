// The table of deadlines, and which clock a timer of a process goes by.
#include "harness/record/deadlines.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include "harness/record/wall_clock.h"

namespace crashproof {
namespace {

using Condition = DeadlineRow::Condition;
using Owner = DeadlineRow::Owner;

// Newer than the headers of the oldest system that we build on.
constexpr int kFutexWaitv = 449;
constexpr int kFutexWait = 455;
constexpr std::uint64_t kFutexLockPi2 = 13;
constexpr std::uint64_t kLow32 = 0xffffffff;  // of an argument that is an int to the kernel

Condition is(unsigned argument, std::uint64_t value) {
  return {argument, kLow32, value, true};
}
Condition has(unsigned argument, std::uint64_t bit) {
  return {argument, bit, bit, true};
}
Condition given(unsigned argument) {
  return {argument, ~0ULL, 0, false};
}
// The operation without FUTEX_PRIVATE_FLAG.
Condition operation(std::uint64_t value) {
  return {1, kLow32 & ~static_cast<std::uint64_t>(FUTEX_PRIVATE_FLAG), value, true};
}

std::vector<DeadlineRow> make_table() {
  std::vector<DeadlineRow> rows;
  for (const int id : {CLOCK_REALTIME, CLOCK_REALTIME_ALARM, CLOCK_TAI}) {
    rows.push_back({SYS_clock_nanosleep,
                    2,
                    false,
                    Owner::wall_clock,
                    {is(0, static_cast<std::uint64_t>(id)), has(1, TIMER_ABSTIME)}});
  }
  for (const std::uint64_t wanted :
       {std::uint64_t{FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME},
        std::uint64_t{FUTEX_WAIT_REQUEUE_PI | FUTEX_CLOCK_REALTIME}, std::uint64_t{FUTEX_LOCK_PI},
        kFutexLockPi2 | FUTEX_CLOCK_REALTIME}) {
    rows.push_back({SYS_futex, 3, false, Owner::wall_clock, {operation(wanted), given(3)}});
  }
  rows.push_back({kFutexWaitv, 3, false, Owner::wall_clock, {given(3), is(4, CLOCK_REALTIME)}});
  rows.push_back({kFutexWait, 4, false, Owner::wall_clock, {given(4), is(5, CLOCK_REALTIME)}});
  rows.push_back({SYS_mq_timedsend, 4, false, Owner::wall_clock, {given(4)}});
  rows.push_back({SYS_mq_timedreceive, 4, false, Owner::wall_clock, {given(4)}});
  rows.push_back(
      {SYS_timerfd_settime, 2, true, Owner::timer_descriptor, {has(1, TFD_TIMER_ABSTIME)}});
  rows.push_back({SYS_timer_settime, 2, true, Owner::timer, {has(1, TIMER_ABSTIME)}});
  return rows;
}

bool holds(const Condition& condition, const std::array<std::uint64_t, 6>& arguments) {
  const bool equal = (arguments[condition.argument] & condition.mask) == condition.value;
  return equal == condition.equal;
}

// The number behind `key` in a file of /proc, from the line `after` on where that is not "".
std::optional<std::int64_t> number_in(const std::string& path, const std::string& after,
                                      const std::string& key) {
  std::ifstream file(path);
  bool reached = after.empty();
  for (std::string line; std::getline(file, line);) {
    reached = reached || line == after;
    if (!reached || !line.starts_with(key)) continue;
    return std::strtoll(line.c_str() + key.size(), nullptr, 10);
  }
  return std::nullopt;
}

bool is_about_wall_clock(pid_t tid, const DeadlineRow& row, std::uint64_t which) {
  const std::string process = "/proc/" + std::to_string(tid);
  const auto number = std::to_string(static_cast<int>(which));
  std::optional<std::int64_t> id;
  if (row.owner == Owner::wall_clock) return true;
  if (row.owner == Owner::timer_descriptor) {
    id = number_in(process + "/fdinfo/" + number, "", "clockid:");
  } else {
    id = number_in(process + "/timers", "ID: " + number, "ClockID:");
  }
  return id && is_wall_clock(*id);
}

}  // namespace

std::span<const DeadlineRow> deadline_table() {
  static const std::vector<DeadlineRow> rows = make_table();
  return rows;
}

const DeadlineRow* find_deadline(pid_t tid, std::uint64_t number,
                                 const std::array<std::uint64_t, 6>& arguments) {
  for (const DeadlineRow& row : deadline_table()) {
    const bool fits = row.number == static_cast<int>(number) &&
                      std::all_of(row.conditions.begin(), row.conditions.end(),
                                  [&](const Condition& each) { return holds(each, arguments); });
    if (fits && is_about_wall_clock(tid, row, arguments[0])) return &row;
  }
  return nullptr;
}

}  // namespace crashproof
