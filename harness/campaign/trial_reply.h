// What a worker answers to an order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/campaign/struck_place.h"
#include "harness/model/evidence.h"
#include "harness/plan/continuation.h"

namespace crashproof {

struct TrialReply {
  Evidence evidence;
  // Of an order that surveys: what a kill of its first free resume would leave, after how many of
  // its Events (`open` not counted).
  std::vector<StateAt> resume_states;
  StruckPlace struck;           // of an order for places
  bool only_looked_at = false;  // nothing was resumed, since Inspection::shell was asked for
};

std::string to_message(const TrialReply& reply);
// Throws std::runtime_error for what to_message does not write.
TrialReply reply_from_message(std::string_view message);

}  // namespace crashproof
