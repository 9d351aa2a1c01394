// JSON forms of the values that a run directory holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence_json.h"
#include "harness/model/subject_json.h"

namespace crashproof {

// One trial to carry out, as sent to a worker.
struct TrialOrder {
  std::uint64_t trial = 0;
  std::string schedule;
  Engine engine = Engine::replay;
  std::optional<CrashPoint> point;  // replay: where the mirror is to be
  std::string fault = "kill";       // Evidence::fault
  std::vector<std::string> models;  // Evidence::models
  bool survey = false;              // TrialReply::resume_states are wanted
  bool diagnose = false;            // Evidence::work is wanted
  bool places = false;              // TrialReply::struck is wanted, and nothing else

  bool operator==(const TrialOrder&) const = default;
};
std::string to_json(const TrialOrder& order);
TrialOrder order_from_json(std::string_view text);

}  // namespace crashproof
