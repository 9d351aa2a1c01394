// Parts by Proof::one_of, in the order in which they first come.
#include "reports/proof_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace crashproof::reports {
namespace {

using Count = std::pair<std::string, std::uint64_t>;

std::uint64_t& count_of(std::vector<Count>& counts, const std::string& name) {
  const auto known = std::ranges::find(counts, name, &Count::first);
  return known == counts.end() ? counts.emplace_back(name, 0).second : known->second;
}

}  // namespace

std::vector<Proof> told_proofs(const std::vector<Proof>& proofs) {
  std::vector<Proof> told;
  std::ranges::copy_if(proofs, std::back_inserter(told),
                       [](const Proof& proof) { return proof.one_of.empty(); });
  return told;
}

std::vector<std::string> counted_proofs(const std::vector<Proof>& proofs) {
  std::vector<std::pair<std::string, std::vector<Count>>> sorts;
  for (const Proof& proof : proofs) {
    if (proof.one_of.empty()) continue;
    auto sort = std::ranges::find(sorts, proof.one_of, [](const auto& each) { return each.first; });
    if (sort == sorts.end()) sort = sorts.insert(sort, {proof.one_of, {}});
    ++count_of(sort->second, proof.outcome);
  }
  std::vector<std::string> lines;
  for (const auto& [name, outcomes] : sorts) {
    std::string line = name;
    for (const auto& [outcome, count] : outcomes)
      line += fmt::format("{}{} ({})", line == name ? ": " : ", ", outcome, count);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace crashproof::reports
