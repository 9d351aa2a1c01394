// The baseline runs, and what the pure stages make of them.
#include "harness/campaign/first_look.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/documents.h"
#include "harness/campaign/estimate.h"
#include "harness/campaign/interruption.h"
#include "harness/campaign/plan_sources.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"
#include "harness/diagnose/file_histories.h"
#include "harness/judge/record_keys.h"
#include "harness/judge/scope.h"

namespace crashproof {
namespace {

bool stays(const FileHistory& file) {
  return file.at_end && file.role != Role::input && file.role != Role::temporary;
}

// A rerun after success stands for the resumes that nobody has seen yet: what it opens, they read.
std::vector<std::pair<std::string, Role>> roles_of(const BaselineRuns& runs,
                                                   const std::vector<RoleHint>& hints) {
  const FileGround ground{
      [&](const std::string& path) { return runs.baseline.initial.contains(path); },
      [&](const std::string& path) { return runs.baseline.final.contains(path); },
      runs.baseline.companions};
  std::vector<FileHistory> files = file_histories(runs.trace, ground);
  ResumeWork rerun;
  for (const Event& event : runs.rerun.events) {
    if (event.kind == EventKind::open) rerun.reads.push_back(event.path);
  }
  assign_roles(files, {&rerun}, hints);
  std::vector<std::pair<std::string, Role>> roles;
  for (const FileHistory& file : files) {
    if (stays(file)) roles.emplace_back(file.path, file.role);
  }
  return roles;
}

// A key of two records might be one by chance.
constexpr std::size_t fewest_records = 3;

std::vector<std::string> keys_in(const std::string& path, const Document& document) {
  std::map<std::string, Records> tables;
  for (const Record& record : document.records) {
    // Lines of text and the leaves of one object have a single field, which is no key of theirs.
    if (record.fields.size() > 1) tables[record.table].push_back(record);
  }
  std::vector<std::string> keys;
  for (const auto& [table, records] : tables) {
    const KeyFields fields = records.size() < fewest_records ? KeyFields() : unique_key(records);
    if (fields.empty()) continue;
    std::string key = table_path(path, table) + ":";
    for (const std::string& field : fields) key += (key.ends_with(':') ? "" : ",") + field;
    keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<std::string> keys_of(const FirstLook& look, const RunStore& store,
                                 const Catalogues& catalogues) {
  Documents documents(catalogues.state_readers, store.path("final"), store.path("snapshot"),
                      store.path("reading"));
  std::vector<std::string> keys;
  for (const auto& [path, role] : look.roles) {
    if (const std::optional<Document> document = documents.crash_free(path))
      std::ranges::move(keys_in(path, *document), std::back_inserter(keys));
  }
  return keys;
}

std::vector<std::string> as_ignores(const Baseline& baseline) {
  std::vector<std::string> patterns;
  for (const auto& [path, fields] : baseline.set_aside) {
    for (const std::string& field : fields) {
      if (field == permissions_field) continue;
      patterns.push_back(field.empty() ? path : path + "#" + field);
    }
  }
  return patterns;
}

void look_at_runs(FirstLook& look, const CampaignOptions& options, const BaselineRuns& runs,
                  const RunStore& store, const Surroundings& surroundings,
                  const Catalogues& catalogues) {
  const TrialPlan plan = plan_trials(options, runs, plan_sources(store, catalogues));
  ProbeResult estimate;
  add_estimate(estimate, plan, options, runs.trace.exit.seconds, surroundings.workers);
  look.states = estimate.states;
  look.estimated_seconds = estimate.estimated_seconds;
  look.roles = roles_of(runs, options.role_hints);
  for (const std::vector<std::string>& item : runs.default_items)
    look.items.insert(look.items.end(), item.begin(), item.end());
  look.keys = keys_of(look, store, catalogues);
  look.set_aside = as_ignores(runs.baseline);
}

}  // namespace

FirstLook first_look(const CampaignOptions& asked, const Catalogues& catalogues,
                     const ProgressListener& listener) {
  CampaignOptions options = asked;
  options.measure_redo = true;  // so that the runs are recorded with what they open
  const InterruptionGuard guard;
  const RunStore campaigns_own(options.run_directory, RunStore::Mode::share);
  RunStore store = campaigns_own.beside();
  take_snapshot(options, store);
  const Surroundings surroundings = survey(options, store);
  const BaselineRuns runs = run_baseline(options, store, surroundings, catalogues, listener);
  FirstLook look;
  look.events = static_cast<std::uint64_t>(
      std::ranges::count_if(runs.trace.events, changes_files, &Event::kind));
  look.run_seconds = runs.trace.exit.seconds;
  look.workers = surroundings.workers;
  look.refused_writes = runs.trace.refused_writes;
  look.messages = static_cast<std::uint64_t>(
      std::ranges::count(runs.trace.events, EventKind::send, &Event::kind));
  look.problem = runs.problem;
  if (!look.problem) look_at_runs(look, asked, runs, store, surroundings, catalogues);
  store.clean_sandbox();
  return look;
}

}  // namespace crashproof
