// Weights by kind of Event, and bisection.
#include "harness/plan/telling_order.h"

#include <algorithm>
#include <array>
#include <queue>
#include <utility>

namespace crashproof {
namespace {

struct KindWeight {
  EventKind kind;
  std::uint64_t weight;
};
// Where orders of steps go wrong is where names change and where things are made durable.
constexpr std::array kWeights{
    KindWeight{EventKind::rename, 16},   KindWeight{EventKind::exchange, 16},
    KindWeight{EventKind::link, 16},     KindWeight{EventKind::unlink, 16},
    KindWeight{EventKind::create, 12},   KindWeight{EventKind::symlink, 12},
    KindWeight{EventKind::mkdir, 8},     KindWeight{EventKind::rmdir, 8},
    KindWeight{EventKind::truncate, 8},  KindWeight{EventKind::fsync, 8},
    KindWeight{EventKind::fdatasync, 8}, KindWeight{EventKind::msync, 8},
    KindWeight{EventKind::marker, 16},   KindWeight{EventKind::send, 8},
};
constexpr std::uint64_t kOrdinaryWeight = 2;
constexpr std::uint64_t kCutWeight = 1;

std::uint64_t weight_of(const Trace& trace, std::uint64_t index) {
  if (index >= trace.events.size()) return kOrdinaryWeight;
  for (const KindWeight& row : kWeights) {
    if (row.kind == trace.events[index].kind) return row.weight;
  }
  return kOrdinaryWeight;
}

std::uint64_t weight_of(const Trace& trace, const CrashPoint& point) {
  if (point.cut_bytes) return kCutWeight;
  const std::uint64_t next = weight_of(trace, point.after);
  return point.after == 0 ? next : std::max(next, weight_of(trace, point.after - 1));
}

}  // namespace

std::uint64_t telling_weight(const Trace& trace, const CrashStateClass& state) {
  std::uint64_t weight = weight_of(trace, state.representative);
  for (const CrashPoint& point : state.equal) weight = std::max(weight, weight_of(trace, point));
  return weight;
}

std::vector<std::size_t> bisecting_order(std::size_t count) {
  std::vector<std::size_t> order;
  if (count > 0) order.push_back(0);
  if (count > 1) order.push_back(count - 1);
  // Parts of which both ends are taken, breadth first: those of one level are equally large.
  std::queue<std::pair<std::size_t, std::size_t>> parts;
  if (count > 2) parts.emplace(0, count - 1);
  for (; !parts.empty(); parts.pop()) {
    const auto [first, last] = parts.front();
    if (last - first < 2) continue;
    const std::size_t middle = first + (last - first) / 2;
    order.push_back(middle);
    parts.emplace(first, middle);
    parts.emplace(middle, last);
  }
  return order;
}

std::vector<std::size_t> telling_order(const Trace& trace,
                                       const std::vector<CrashStateClass>& states) {
  enum Rank : std::size_t { end, telling, ordinary, cut };
  std::array<std::vector<std::size_t>, 4> ranks;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::uint64_t weight = telling_weight(trace, states[i]);
    Rank rank = ordinary;
    if (i == 0 || i + 1 == states.size()) {
      rank = end;
    } else if (weight <= kCutWeight) {
      rank = cut;
    } else if (weight > kOrdinaryWeight) {
      rank = telling;
    }
    ranks[rank].push_back(i);
  }
  std::vector<std::size_t> order;
  for (const std::vector<std::size_t>& rank : ranks) {
    for (const std::size_t i : bisecting_order(rank.size())) order.push_back(rank[i]);
  }
  return order;
}

}  // namespace crashproof
