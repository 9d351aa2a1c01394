// One order a schedule: its run is told to look around instead of being killed.
#include "harness/campaign/struck_places.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/campaign/interruption.h"
#include "harness/campaign/kept_json.h"
#include "harness/campaign/places_in_code.h"
#include "harness/campaign/pool.h"
#include "harness/campaign/single_order.h"
#include "harness/campaign/struck_run.h"
#include "harness/model/json_values.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;
using Places = std::map<std::string, StruckPlace>;  // by schedule

constexpr const char* file_name = "struck_places.json";
constexpr std::size_t most_schedules = 40;

// The schedules of the first and the last failing trial: where it opens, and where it closes.
struct Ends {
  std::string first;
  std::string last;
};

Ends ends_of(const Finding& finding) {
  const bool is_window = finding.example.point && !finding.all_windows.empty() &&
                         !finding.all_windows.front().schedules.empty();
  if (!is_window) return {finding.schedule, finding.schedule};
  const std::vector<std::string>& schedules = finding.all_windows.front().schedules;
  return {schedules.front(), schedules.back()};
}

// The whole window decides, since its most telling trial may be one of a run that came to its end.
std::optional<StruckRun> struck_in(const Finding& finding) {
  return struck_run(parse_schedule(ends_of(finding).first));
}

std::uint64_t counted_in(const std::string& schedule) {
  const auto run = struck_run(parse_schedule(schedule));
  return run && run->position.edge == Position::Edge::event ? run->position.occurrence : 0;
}

Places places_of(const Json& json) {
  Places places;
  for (const Json& row : json)
    places.emplace(text_of(row.at("schedule")), struck_place_from(row.at("place")));
  return places;
}

void keep_places(const RunStore& store, const Places& places) {
  Json rows = Json::array();
  for (const auto& [schedule, place] : places)
    rows.push_back({{"schedule", text_json(schedule)}, {"place", to_json_value(place)}});
  store.write_file(file_name, rows.dump() + "\n");
}

bool is_wanted(const Finding& finding) {
  return !finding.diagnosis.opener && struck_in(finding).has_value();
}

// Behind the end of a run there is no Event to look at.
bool can_be_looked_at(const std::string& schedule) {
  const auto run = struck_run(parse_schedule(schedule));
  return run && run->position.edge != Position::Edge::end;
}

std::set<std::string> not_looked_at(const std::vector<Finding>& findings, const Places& places) {
  std::set<std::string> wanted;
  for (const Finding& finding : findings) {
    if (!is_wanted(finding)) continue;
    const Ends ends = ends_of(finding);
    for (const std::string& schedule : {ends.first, ends.last}) {
      const bool is_new = !places.contains(schedule) && can_be_looked_at(schedule);
      if (is_new && wanted.size() < most_schedules) wanted.insert(schedule);
    }
  }
  return wanted;
}

// What it finds is in `places` also if it throws later on.
void look_at(const std::set<std::string>& schedules, const CampaignOptions& options,
             const RunStore& store, const Surroundings& surroundings, const BaselineRuns& runs,
             const Catalogues& catalogues, Places& places) {
  std::deque<TrialOrder> replays;
  std::deque<TrialOrder> lives;
  for (const std::string& schedule : schedules) {
    std::optional<TrialOrder> order = single_order(schedule, runs.trace, options);
    if (!order) continue;
    order->places = true;
    (order->engine == Engine::live ? lives : replays).push_back(std::move(*order));
  }
  std::ranges::stable_sort(replays, {}, &TrialOrder::point);
  for (std::deque<TrialOrder>* part : {&replays, &lives}) {
    if (part->empty()) continue;
    Pool pool(surroundings, worker_plan(options, store, surroundings, runs, catalogues),
              surroundings.workers);
    pool.run(std::move(*part), [&places](const TrialOrder& order, const TrialReply& reply) {
      if (reply.evidence.trouble.empty()) places.emplace(order.schedule, reply.struck);
    });
  }
}

// One that nobody looked at holds nothing.
StruckPlace place_in(const Places& places, const std::string& schedule) {
  const auto place = places.find(schedule);
  return place == places.end() ? StruckPlace() : place->second;
}

// A window that lasts to the end of the run has nothing that closes it.
bool has_end(const Finding& finding, const Trace& recorded) {
  return !finding.example.point || finding.last.after < recorded.events.size();
}

bool is_known(const StruckPlace& place) {
  return place.opener.number > 0 || place.closer.number > 0;
}

void tell(Finding& finding, const StruckRun& run, const StruckPlace& first, const StruckPlace& last,
          const Trace& recorded) {
  if (!is_known(first)) return;
  finding.events_of = words_for(run);
  finding.first_event = first.opener.number;
  finding.opened_by = first.opener.what;
  finding.last_event = std::max(finding.first_event, finding.last_event);
  const bool closes = has_end(finding, recorded) && last.closer.number > 0;
  // Of an end that nobody looked at, no more is known than before.
  if (is_known(last)) {
    finding.last_event =
        closes ? last.closer.number - 1 : std::max(finding.first_event, last.opener.number);
    finding.closed_by = closes ? last.closer.what : "";
  }
  tell_places(finding, first.opener.site, closes ? last.closer.site : CallSite());
}

}  // namespace

void name_struck_run(Finding& finding, const Trace& recorded) {
  const auto run = struck_in(finding);
  if (!run || !finding.example.point) return;
  const Ends ends = ends_of(finding);
  finding.events_of = words_for(*run);
  finding.first_event = counted_in(ends.first);
  finding.last_event = std::max(finding.first_event, counted_in(ends.last));
  finding.opened_by.clear();
  finding.closed_by = has_end(finding, recorded) ? "the next event" : "";
}

void add_struck_places(std::vector<Finding>& findings, const CampaignOptions& options,
                       const RunStore& store, const Surroundings& surroundings,
                       const BaselineRuns& runs, const Catalogues& catalogues, bool may_run) {
  Places places = kept_json<Places>(store, file_name, places_of);
  const std::set<std::string> wanted = not_looked_at(findings, places);
  if (may_run && !wanted.empty()) {
    try {
      look_at(wanted, options, store, surroundings, runs, catalogues, places);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception&) {
      // A report without them says less, and nothing wrong.
    }
    keep_places(store, places);
  }
  for (Finding& finding : findings) {
    if (!is_wanted(finding)) continue;
    const Ends ends = ends_of(finding);
    tell(finding, *struck_in(finding), place_in(places, ends.first), place_in(places, ends.last),
         runs.trace);
  }
}

}  // namespace crashproof
