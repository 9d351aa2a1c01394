// The part of a map that the recorded run decides: a row an event, a row a point.

#include <algorithm>
#include <unordered_map>

#include "harness/campaign/crash_map.h"
#include "harness/campaign/text_numbers.h"

namespace crashproof {
namespace {

// A database and its companions are one file; a path without a history is a file of its own.
class FileNumbers {
 public:
  FileNumbers(CrashMap& map, const std::vector<FileHistory>& files) : map_(map) {
    for (const FileHistory& file : files) {
      const auto number = static_cast<std::uint32_t>(map_.files.size());
      map_.files.push_back({file.path, file.role});
      numbers_.emplace(file.path, number);
      for (const std::string& companion : file.companions) numbers_.emplace(companion, number);
    }
  }

  std::uint32_t of(const std::string& path) {
    const auto [at, is_new] =
        numbers_.try_emplace(path, static_cast<std::uint32_t>(map_.files.size()));
    if (is_new) map_.files.push_back({path, Role::other});
    return at->second;
  }

 private:
  CrashMap& map_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

class PathNumbers {
 public:
  PathNumbers(CrashMap& map, const std::vector<FileHistory>& files)
      : map_(map), files_(map, files) {}

  std::uint32_t of(const std::string& path) {
    const auto [at, is_new] =
        numbers_.try_emplace(path, static_cast<std::uint32_t>(map_.paths.size()));
    if (is_new) map_.paths.push_back({path, files_.of(path)});
    return at->second;
  }

 private:
  CrashMap& map_;
  FileNumbers files_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

void add_points(CrashMap& map, const std::vector<CrashStateClass>& states) {
  struct Place {
    CrashPoint point;
    CrashPoint representative;
  };
  std::vector<Place> places;
  for (const CrashStateClass& state : states) {
    places.push_back({state.representative, state.representative});
    for (const CrashPoint& point : state.equal) places.push_back({point, state.representative});
  }
  std::ranges::sort(places, {}, &Place::point);
  for (const Place& place : places) {
    const auto representative =
        std::ranges::lower_bound(places, place.representative, {}, &Place::point);
    map.points.push_back(
        {place.point, static_cast<std::uint32_t>(representative - places.begin())});
  }
}

}  // namespace

void add_run(CrashMap& map, const MapGround& ground, const KnownFiles& known) {
  PathNumbers paths(map, known.files);
  TextNumbers processes(map.processes);
  TextNumbers calls(map.calls);
  map.sites = {""};
  map.roles_observed = known.roles_observed;
  for (const Event& event : ground.trace.events) {
    CrashMap::EventRow row;
    row.kind = event.kind;
    row.process = processes.of(event.process);
    row.call = calls.of(event.call.empty() ? std::string(name_of(event.kind)) : event.call);
    row.path = paths.of(subject_path(event));
    row.glyph = glyph_of(event.kind, map.files[map.paths[row.path].file].role);
    row.length = event.length;
    map.events.push_back(row);
  }
  add_points(map, ground.states);
}

}  // namespace crashproof
