// One recorded run, and what an audit of it would cost; the points that a subject names itself,
// and where in its code its Events are made.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/campaign/answer_of_cell.h"
#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/call_sites.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/crash_free_run.h"
#include "harness/campaign/estimate.h"
#include "harness/campaign/interruption.h"
#include "harness/campaign/plan_sources.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"
#include "harness/record/trace_file.h"
#include "harness/trial/failpoint.h"
#include "harness/trial/resume.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

constexpr std::size_t touched_at_most = 50;

// "out/a.csv: create 1, write 12", the busiest first.
std::vector<std::string> touched_paths(const Trace& trace) {
  std::map<std::string, std::map<std::string_view, std::uint64_t>> kinds;
  for (const Event& event : trace.events) {
    if (changes_files(event.kind)) ++kinds[subject_path(event)][name_of(event.kind)];
  }
  std::vector<std::pair<std::uint64_t, std::string>> lines;
  for (const auto& [path, counts] : kinds) {
    std::uint64_t total = 0;
    std::string line = path + ":";
    for (const auto& [kind, count] : counts) {
      line += fmt::format("{} {} {}", total == 0 ? "" : ",", kind, count);
      total += count;
    }
    lines.emplace_back(total, line);
  }
  std::ranges::stable_sort(lines, std::greater{}, &std::pair<std::uint64_t, std::string>::first);
  std::vector<std::string> touched;
  for (const auto& [total, line] : lines) {
    if (touched.size() == touched_at_most) {
      touched.push_back(fmt::format("… and {} more", lines.size() - touched_at_most));
      break;
    }
    touched.push_back(line);
  }
  return touched;
}

// Runs `body` with a snapshot and surroundings in the run directory, which is cleaned afterwards.
template <typename Body>
auto with_surroundings(const CampaignOptions& options, Body body) {
  const InterruptionGuard guard;
  const RunStore campaigns_own(options.run_directory, RunStore::Mode::share);
  RunStore store = campaigns_own.beside();
  take_snapshot(options, store);
  auto result = body(store, survey(options, store));
  store.clean_sandbox();
  return result;
}

}  // namespace

ProbeResult probe(const CampaignOptions& options, const Catalogues& catalogues,
                  const ProgressListener& listener) {
  return with_surroundings(options, [&](const RunStore& store, const Surroundings& surroundings) {
    listener({"recording", 0, 0, 0, ""});
    ProbeResult result;
    BaselineRuns runs;
    run_crash_free(options, store, surroundings, "trace.cpt", "final", false);
    runs.trace = read_trace(store.path("trace.cpt"));
    PlanSources sources;
    if (runs.trace.exit.succeeded()) {
      sources = plan_sources(store, catalogues);
      runs.baseline.initial = read_tree(store.path("snapshot"));
      runs.baseline.final = read_tree(store.path("final"));
    }
    add_estimate(result, plan_trials(options, runs, sources), options, runs.trace.exit.seconds,
                 surroundings.workers);
    const bool asks_for_more =
        !options.faults.empty() || !options.models.empty() || options.everything;
    if (asks_for_more && !runs.trace.exit.succeeded())
      result.not_estimated.emplace_back("faults and power cuts: planned from a run that succeeds");
    result.touched = touched_paths(runs.trace);
    result.isolation = describe(surroundings.isolation, surroundings.workers);
    for (const std::string& path : list_tree(store.path("snapshot"))) {
      struct stat status {};
      if (::lstat(store.path("snapshot/" + path).c_str(), &status) != 0) continue;
      if (!S_ISREG(status.st_mode)) continue;
      ++result.workspace_files;
      result.workspace_bytes += static_cast<std::uint64_t>(status.st_size);
    }
    result.trace = std::move(runs.trace);
    return result;
  });
}

PlacedEvents placed_events(const CampaignOptions& options, std::uint64_t first, std::uint64_t limit,
                           const ProgressListener& listener) {
  return with_surroundings(options, [&](const RunStore&, const Surroundings& surroundings) {
    listener({"running once", 0, 0, 0, ""});
    SitesWanted wanted;
    wanted.limit_seconds = options.limit_seconds;
    wanted.numbers = [&](const Event& event) {
      const std::uint64_t number = event.index + 1;
      const bool listed = number >= first && (limit == 0 || number - first < limit);
      return listed && changes_files(event.kind) ? std::vector{number}
                                                 : std::vector<std::uint64_t>();
    };
    return run_with_sites(options, surroundings, wanted);
  });
}

namespace {

using Json = nlohmann::json;

// A marker needs no declaration: the point is known by being passed. One that is a failpoint too
// has been counted already.
void add_marked_points(const Trace& trace, std::vector<DeclaredPoint>& points) {
  std::map<std::string, std::uint64_t> passed;
  for (const Event& event : trace.events) {
    if (event.kind == EventKind::marker) ++passed[event.target];
  }
  for (const auto& [name, times] : passed) {
    const auto known = std::ranges::find(points, name, &DeclaredPoint::name);
    if (known == points.end()) {
      points.push_back({name, "", times});
    } else {
      known->hits = std::max(known->hits, times);
    }
  }
}

Json points_in_cell(const CampaignOptions& options, const SandboxPlan& plan) {
  const Trace empty;
  const std::unique_ptr<Sandbox> sandbox = make_sandbox(plan, empty);
  sandbox->begin_for_good();
  const FailpointRun listening(*sandbox, "");
  Launch launch = launch_in(*sandbox, options.subject, false);
  for (const auto& [name, value] : listening.variables()) {
    launch.environment.push_back(name + "=" + value);
  }
  run_to_end(launch, {options.limit_seconds, 1});
  Json points = Json::array();
  for (const PointReport& point : listening.points()) {
    points.push_back({{"name", point.name}, {"summary", point.summary}, {"hits", point.hits}});
  }
  return points;
}

}  // namespace

std::vector<DeclaredPoint> declared_points(const CampaignOptions& options,
                                           const ProgressListener& listener) {
  return with_surroundings(options, [&](const RunStore& store, const Surroundings& surroundings) {
    listener({"running once", 0, 0, 0, ""});
    std::vector<DeclaredPoint> points;
    for (const Json& point : answer_of_cell(surroundings, "the run", [&](const SandboxPlan& plan) {
           return points_in_cell(options, plan);
         })) {
      points.push_back({point.at("name"), point.at("summary"), point.at("hits")});
    }
    listener({"recording", 0, 0, 0, ""});
    run_crash_free(options, store, surroundings, "trace.cpt", "", false);
    add_marked_points(read_trace(store.path("trace.cpt")), points);
    return points;
  });
}

}  // namespace crashproof
