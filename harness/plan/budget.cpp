// Draws a stratified, weighted sample of the states of a trace.
#include "harness/plan/budget.h"

#include <random>

#include "harness/plan/telling_order.h"

namespace crashproof {
namespace {

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
  for (const CrashStateClass& state : classes) weights.push_back(telling_weight(trace, state));

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
