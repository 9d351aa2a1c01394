// Lists the gaps of a trace and the cuts of its writes.
#include "harness/plan/crash_points.h"

#include <algorithm>
#include <set>

namespace crashproof {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kSectorBytes = 512;

// The multiples of grain_bytes in the file that lie inside a write, as distances from its first
// byte. Counted, not listed: a write of many MiB has more than anybody wants to try.
class Borders {
 public:
  Borders(const Event& write, std::uint64_t grain_bytes)
      : first_(grain_bytes - write.offset % grain_bytes), grain_(grain_bytes) {
    if (write.length > first_) count_ = (write.length - 1 - first_) / grain_bytes + 1;
  }
  std::uint64_t count() const { return count_; }
  std::uint64_t at(std::uint64_t i) const { return first_ + i * grain_; }

 private:
  std::uint64_t first_;
  std::uint64_t grain_;
  std::uint64_t count_ = 0;
};

// The i-th of `wanted` indices spread over 0 … count - 1, both ends among them; wanted <= count.
std::uint64_t spread(std::uint64_t i, std::uint64_t wanted, std::uint64_t count) {
  if (wanted == 1) return count / 2;
  const std::uint64_t gaps = wanted - 1;
  // i * (count - 1) / gaps, in two parts that cannot overflow.
  return (count - 1) / gaps * i + (count - 1) % gaps * i / gaps;
}

void add_borders(const Borders& borders, std::size_t at_most, std::set<std::uint64_t>& cuts) {
  if (cuts.size() >= at_most) return;
  const std::uint64_t wanted = std::min<std::uint64_t>(borders.count(), at_most - cuts.size());
  for (std::uint64_t i = 0; i < wanted; ++i) {
    cuts.insert(borders.at(spread(i, wanted, borders.count())));
  }
}

std::set<std::uint64_t> cuts_of(const Event& write, Cuts which, std::size_t at_most) {
  std::set<std::uint64_t> cuts;
  if (which == Cuts::none || write.kind != EventKind::write || write.length < 2) return cuts;
  if (which == Cuts::all) {
    for (const std::uint64_t cut : {std::uint64_t{1}, write.length - 1, write.length / 2}) {
      if (cuts.size() < at_most) cuts.insert(cut);
    }
  }
  add_borders(Borders(write, kPageBytes), at_most, cuts);
  if (which == Cuts::all) add_borders(Borders(write, kSectorBytes), at_most, cuts);
  return cuts;
}

}  // namespace

std::vector<CrashPoint> crash_points(const Trace& trace, Cuts cuts,
                                     std::size_t max_cuts_per_write) {
  std::vector<CrashPoint> points;
  points.reserve(trace.events.size() + 1);
  for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
    // An open leaves all as it is, and is no Event by which people count.
    if (i == 0 || is_numbered(trace.events[i - 1].kind)) points.push_back({i, std::nullopt});
    for (const std::uint64_t cut : cuts_of(trace.events[i], cuts, max_cuts_per_write)) {
      points.push_back({i, cut});
    }
  }
  points.push_back({trace.events.size(), std::nullopt});
  return points;
}

}  // namespace crashproof
