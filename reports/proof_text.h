// The trials behind a diagnosis as people read them: those that tell something, the rest counted.
#pragma once

#include <string>
#include <vector>

#include "harness/model/diagnosis.h"

namespace crashproof::reports {

// Those that are told one by one.
std::vector<Proof> told_proofs(const std::vector<Proof>& proofs);

// One line for each sort of the others: "other combinations of fsyncs: fails as before (5)". Not
// yet printable.
std::vector<std::string> counted_proofs(const std::vector<Proof>& proofs);

}  // namespace crashproof::reports
