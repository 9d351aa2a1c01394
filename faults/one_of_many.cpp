// Sorts Events by who made them.
#include "faults/one_of_many.h"

#include <map>
#include <set>

#include "faults/telling_places.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_places_of_a_role = 8;

}  // namespace

std::string process_of(const std::string& role) {
  return role.substr(0, role.rfind('+'));
}

std::vector<PlaceOfRole> places_of_roles(const Trace& trace, bool with_threads,
                                         const std::string& only) {
  std::map<std::string, std::vector<std::uint64_t>> events_of;
  std::set<std::string> roles;
  for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
    const Event& event = trace.events[i];
    const std::string role = with_threads ? event.process : process_of(event.process);
    roles.insert(role);
    if (changes_files(event.kind) && (only.empty() || only == role)) events_of[role].push_back(i);
  }
  std::vector<PlaceOfRole> places;
  if (roles.size() < 2) return places;
  for (const auto& [role, events] : events_of) {
    for (const std::uint64_t event : spread(events, most_places_of_a_role)) {
      places.push_back({role, event});
    }
  }
  return spread(places, most_live_places);
}

Position right_after(const FaultGround& ground, std::uint64_t event) {
  Position position = ground.before(event);
  position.edge = Position::Edge::after;
  return position;
}

}  // namespace crashproof::faults
