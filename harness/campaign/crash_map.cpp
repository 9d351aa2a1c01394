// Puts the parts of a map together, and reads what they are made of from a run directory.
#include "harness/campaign/crash_map.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/findings.h"
#include "harness/campaign/trying.h"
#include "harness/diagnose/file_histories.h"
#include "harness/plan/crash_points.h"

namespace crashproof {
namespace {

bool lies_there(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool is_replaced_again(const FileHistory& file) {
  const auto replacements = std::ranges::count_if(file.versions, [](const FileVersion& version) {
    return version.present && version.replaces;
  });
  return file.at_end && replacements > (file.at_start ? 0 : 1);
}

ResumeWork reads_of(const Trace& rerun) {
  ResumeWork work;
  for (const Event& event : rerun.events)
    if (event.kind == EventKind::open) work.reads.push_back(event.path);
  return work;
}

// How writes were cut is not stored, and follows from how many points there were.
std::vector<CrashPoint> planned_points(const Trace& trace, std::uint64_t count) {
  for (const Cuts cuts : {Cuts::all, Cuts::pages}) {
    std::vector<CrashPoint> points = crash_points(trace, cuts);
    if (points.size() == count) return points;
  }
  return crash_points(trace, Cuts::none);
}

KnownFiles known_files(RunStore& store, const BaselineRuns& runs,
                       const std::vector<RoleHint>& hints) {
  const FileGround ground{
      [&](const std::string& path) { return lies_there(store.path("snapshot/" + path)); },
      [&](const std::string& path) { return lies_there(store.path("final/" + path)); },
      runs.baseline.companions};
  KnownFiles known;
  known.files = file_histories(runs.trace, ground);
  const std::vector<Evidence> looked_at = store.read_counterfactuals();
  const ResumeWork rerun = reads_of(runs.rerun);
  std::vector<const ResumeWork*> works{&rerun};
  for (const Evidence& evidence : looked_at)
    if (evidence.work) works.push_back(&*evidence.work);
  assign_roles(known.files, works, hints);
  known.roles_observed = works.size() > 1 || !rerun.reads.empty();
  if (known.roles_observed) return known;
  for (FileHistory& file : known.files)
    if (file.role == Role::other && is_replaced_again(file)) file.role = Role::checkpoint;
  return known;
}

// As the run was judged: its report tells the bound and the unit, its trace the work in flight.
CheckLimits limits_of(const Report& report, const Trace& trace, CheckLimits limits) {
  limits.in_flight = std::max<std::uint64_t>(trace.processes, 1) + trace.threads;
  if (!report.redo) return limits;
  limits.redo_bound = report.redo->bound;
  limits.redo_in_items = report.redo->in_items;
  return limits;
}

}  // namespace

void complete_map(CrashMap& map, const MapGround& ground, RunStore& store, const BaselineRuns& runs,
                  const std::vector<RoleHint>& hints, const std::vector<Finding>& findings) {
  add_run(map, ground, known_files(store, runs, hints));
  add_findings(map, findings);
}

CrashMap stored_crash_map(RunStore& store, const Report& report, const CampaignOptions& options,
                          const Catalogues& catalogues) {
  const BaselineRuns runs = load_baseline(store);
  const CheckLimits limits = limits_of(report, runs.trace, options.limits);
  std::vector<JudgedTrial> trials;
  for (auto& [key, evidence] : latest_trials(store))
    trials.push_back(judged(std::move(evidence), catalogues.checks, limits));
  const std::vector<CrashStateClass> states =
      distinct_states(runs.trace, planned_points(runs.trace, report.coverage.points));
  const MapGround ground{runs.trace, runs.unstable_paths, states};
  CrashMap map = map_of_trials(ground, trials);
  complete_map(map, ground, store, runs, options.role_hints, report.findings);
  return map;
}

}  // namespace crashproof
