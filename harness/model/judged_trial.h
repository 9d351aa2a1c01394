// A Trial with what the checks say of it.
#pragma once

#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

struct JudgedTrial {
  Evidence evidence;
  std::vector<Verdict> verdicts;
};

}  // namespace crashproof
