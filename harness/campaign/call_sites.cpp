// One more run in a cell, which looks around at the Events that it is asked for.
#include "harness/campaign/call_sites.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/answer_of_cell.h"
#include "harness/campaign/interruption.h"
#include "harness/model/json_values.h"
#include "harness/model/printable.h"
#include "harness/plan/resolve.h"
#include "harness/record/supervisor.h"
#include "harness/trial/output_file.h"
#include "harness/trial/report_path.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

constexpr double seconds_per_site = 0.1;  // at most, on a slow machine

Json to_json(const PlacedEvent& placed) {
  return {{"number", placed.number},
          {"what", valid_utf8(placed.what)},
          {"site", call_site_json(placed.site)}};
}

PlacedEvent placed_from(const Json& json) {
  return {json.at("number"), json.at("what"), call_site_of(json.at("site"))};
}

Json run_in_cell(const CampaignOptions& options, const SandboxPlan& plan,
                 const SitesWanted& wanted) {
  const Trace empty;
  const std::unique_ptr<Sandbox> sandbox = make_sandbox(plan, empty);
  sandbox->begin_for_good();
  if (!options.subject.reset.empty()) run_shell(*sandbox, options.subject, options.subject.reset);
  const OutputFile output;
  Supervision supervision = supervision_in(*sandbox, options.subject, false);
  supervision.launch.stdout_fd = output.fd();
  supervision.launch.stderr_fd = output.fd();
  supervision.limit_seconds = wanted.limit_seconds;
  supervision.record_opens = wanted.opens;
  supervision.keep_bytes = false;
  supervision.python_reports = report_directory(*sandbox, "sites");
  volatile std::sig_atomic_t enough = 0;
  supervision.stop_flag = &enough;
  std::size_t found = 0;
  std::map<std::uint64_t, std::vector<std::uint64_t>> numbers;  // by the index in this run
  supervision.wants_call_site = [&](const Event& event) {
    std::vector<std::uint64_t> wanted_as = wanted.numbers(event);
    if (wanted_as.empty()) return false;
    found += wanted_as.size();
    if (found == wanted.at_most) enough = 1;
    numbers[event.index] = std::move(wanted_as);
    return true;
  };
  const Supervised run = supervise(supervision);
  Json events = Json::array();
  for (const auto& [index, site] : run.call_sites) {
    const std::string what = describe(run.trace.events.at(index));
    for (const std::uint64_t number : numbers.at(index)) {
      events.push_back(to_json({number, what, site}));
    }
  }
  return {{"events", std::move(events)},
          {"how", static_cast<int>(run.trace.exit.how)},
          {"code", run.trace.exit.code},
          {"seconds", run.trace.exit.seconds}};
}

PlacedEvents placed_events_from(const Json& message) {
  PlacedEvents placed;
  for (const Json& event : message.at("events")) placed.events.push_back(placed_from(event));
  placed.exit.how = static_cast<RunExit::How>(message.at("how").get<int>());
  placed.exit.code = message.at("code");
  placed.exit.seconds = message.at("seconds");
  return placed;
}

// Events of a trace, in another run of the same subject.
class SoughtEvents {
 public:
  SoughtEvents(const BaselineRuns& runs, const std::set<std::uint64_t>& events) {
    const PositionNames names(runs.trace, runs.unstable_paths);
    for (const std::uint64_t index : events) {
      const Position position = names.before(index);
      places_[{position.kind, position.glob}].indices.emplace(position.occurrence, index);
    }
  }

  // To be called for each Event of the other run, in order: the indices of those that it is.
  std::vector<std::uint64_t> found_as(const Event& event) {
    std::vector<std::uint64_t> found;
    for (auto& [known_by, places] : places_) {
      const auto& [kind, glob] = known_by;
      if (event.kind != kind || !glob_matches(glob, subject_path(event))) continue;
      const auto index = places.indices.find(++places.seen);
      if (index != places.indices.end()) found.push_back(index->second);
    }
    return found;
  }

 private:
  struct Places {
    std::uint64_t seen = 0;
    std::map<std::uint64_t, std::uint64_t> indices;  // by occurrence
  };
  std::map<std::pair<EventKind, std::string>, Places> places_;
};

}  // namespace

PlacedEvents run_with_sites(const CampaignOptions& options, const Surroundings& surroundings,
                            const SitesWanted& wanted) {
  return placed_events_from(
      answer_of_cell(surroundings, "the run for call sites",
                     [&](const SandboxPlan& plan) { return run_in_cell(options, plan, wanted); }));
}

std::map<std::uint64_t, CallSite> call_sites(const CampaignOptions& options,
                                             const Surroundings& surroundings,
                                             const BaselineRuns& runs,
                                             const std::set<std::uint64_t>& events) {
  std::map<std::uint64_t, CallSite> sites;
  if (events.empty()) return sites;
  try {
    SoughtEvents sought(runs, events);
    SitesWanted wanted;
    wanted.numbers = [&sought](const Event& event) { return sought.found_as(event); };
    wanted.at_most = events.size();
    wanted.opens = std::any_of(events.begin(), events.end(), [&](std::uint64_t index) {
      return runs.trace.events[index].kind == EventKind::open;
    });
    wanted.limit_seconds = trial_settings(options, runs.trace.exit.seconds, 0).limit_seconds +
                           seconds_per_site * static_cast<double>(events.size());
    for (PlacedEvent& placed : run_with_sites(options, surroundings, wanted).events) {
      sites[placed.number] = std::move(placed.site);
    }
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception&) {
    // A report without them says less, and nothing wrong.
  }
  return sites;
}

}  // namespace crashproof
