// Draws a stratified, weighted sample of the states of a trace.
#include "harness/plan/budget.h"

#include <algorithm>
#include <array>
#include <random>

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

std::uint64_t weight_of(const Trace& trace, const CrashStateClass& state) {
  std::uint64_t weight = weight_of(trace, state.representative);
  for (const CrashPoint& point : state.equal) weight = std::max(weight, weight_of(trace, point));
  return weight;
}

// The standard's distributions differ between libraries; this one is the same everywhere. The
// bias of the remainder does not matter for weights as small as these.
std::size_t drawn(const std::vector<std::uint64_t>& weights, std::size_t begin, std::size_t end,
                  std::mt19937_64& random) {
  std::uint64_t total = 0;
  for (std::size_t i = begin; i < end; ++i) total += weights[i];
  std::uint64_t left = random() % total;
  std::size_t i = begin;
  for (; left >= weights[i]; ++i) left -= weights[i];
  return i;
}

}  // namespace

std::vector<CrashStateClass> sampled(const Trace& trace,
                                     const std::vector<CrashStateClass>& classes,
                                     std::uint64_t at_most, std::uint64_t seed) {
  if (classes.size() <= at_most) return classes;
  if (at_most == 0) return {};
  if (at_most == 1) return {classes.front()};
  std::vector<std::uint64_t> weights;
  weights.reserve(classes.size());
  for (const CrashStateClass& state : classes) weights.push_back(weight_of(trace, state));

  std::mt19937_64 random(seed);
  const std::size_t strata = at_most - 2;
  const std::size_t between = classes.size() - 2;
  std::vector<CrashStateClass> sample{classes.front()};
  for (std::size_t i = 0; i < strata; ++i) {
    const std::size_t begin = 1 + between * i / strata;
    const std::size_t end = 1 + between * (i + 1) / strata;
    sample.push_back(classes[drawn(weights, begin, end, random)]);
  }
  sample.push_back(classes.back());
  return sample;
}

}  // namespace crashproof
