// The evidence as it is stored, on a line of its own, then the rest.
#include "harness/campaign/trial_reply.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/campaign/run_json.h"

namespace crashproof {

std::string to_message(const TrialReply& reply) {
  nlohmann::json states = nlohmann::json::array();
  for (const StateAt& state : reply.resume_states) states.push_back({state.events, state.hash});
  const nlohmann::json rest{{"states", states},
                            {"only_looked_at", reply.only_looked_at},
                            {"struck", to_json_value(reply.struck)}};
  return to_json(reply.evidence) + "\n" + rest.dump();
}

TrialReply reply_from_message(std::string_view message) {
  const std::size_t end = message.find('\n');
  if (end == std::string_view::npos) throw std::runtime_error("a worker's answer without states");
  TrialReply reply;
  reply.evidence = evidence_from_json(message.substr(0, end));
  try {
    const nlohmann::json rest = nlohmann::json::parse(message.substr(end + 1));
    reply.struck = struck_place_from(rest.at("struck"));
    reply.only_looked_at = rest.at("only_looked_at").get<bool>();
    for (const nlohmann::json& state : rest.at("states")) {
      reply.resume_states.push_back(
          {state.at(0).get<std::uint64_t>(), state.at(1).get<std::uint64_t>()});
    }
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("a worker's answer: ") + error.what());
  }
  return reply;
}

}  // namespace crashproof
