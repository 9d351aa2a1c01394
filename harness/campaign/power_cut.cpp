// Reads the survival from its schedule; compares what was promised with what is left.
#include "harness/campaign/power_cut.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "harness/campaign/missing.h"
#include "harness/campaign/power_loss_trials.h"
#include "harness/plan/resolve.h"
#include "harness/record/whole_file.h"
#include "harness/trial/power_loss.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

constexpr const char* promised_directory = ".crashproof-promised";

// What was promised is all there, and what came after it is torn: that had not been promised.
bool begins_alike(const std::string& promised, const std::string& found, const std::string& path) {
  const std::string wanted = read_whole(promised + "/" + path).value_or("");
  return !wanted.empty() && read_whole(found + "/" + path).value_or("").starts_with(wanted);
}

std::set<std::string> with_companions(const std::set<std::string>& paths,
                                      const Baseline& baseline) {
  std::set<std::string> all = paths;
  for (const std::string& path : paths) {
    const auto database = baseline.companions.find(path);
    if (database != baseline.companions.end()) all.insert(database->second);
  }
  for (const auto& [companion, database] : baseline.companions) {
    if (all.contains(database)) all.insert(companion);
  }
  return all;
}

}  // namespace

PowerCuts::PowerCuts(const Trace& trace, const InitialTree& initial,
                     std::vector<EventKind> promises)
    : trace_(trace), effects_(trace, initial), states_(effects_), promises_(std::move(promises)) {}

PowerCut PowerCuts::cut_of(const CrashSchedule& schedule) {
  const ScheduleStep* step = power_cut_of(schedule);
  if (step == nullptr) throw std::runtime_error("the schedule cuts no power in the first run");
  const std::uint64_t moment = resolve(step->position, trace_).point.after;
  const ResolvedSurvival resolved = parse_survival(step->parameter, trace_, moment);
  if (!resolved.drift.empty()) throw std::runtime_error(resolved.drift.front());
  PowerCut cut;
  cut.changes = states_.changes(resolved.survival);
  for (const PathChange& change : cut.changes) cut.at_stake.insert(change.path);
  for (std::uint64_t i = moment; i > 0 && !cut.message; --i) {
    if (is_promise(trace_.events[i - 1], promises_)) cut.message = i - 1;
  }
  const std::uint64_t base = SurvivingStates::base_of(resolved.survival);
  const std::uint64_t from = std::min(base, cut.message.value_or(base));
  const std::uint64_t to = std::max(base, cut.message.value_or(base));
  for (std::uint64_t i = from; i < to; ++i) {
    if (!changes_files(trace_.events[i].kind)) continue;
    cut.at_stake.insert(trace_.events[i].path);
    cut.at_stake.insert(subject_path(trace_.events[i]));
  }
  return cut;
}

std::vector<Difference> PowerCuts::broken_promises(const PowerCut& cut, Sandbox& sandbox,
                                                   FinalState& final_state,
                                                   const Baseline& baseline) {
  const std::set<std::string> paths = with_companions(cut.at_stake, baseline);
  const std::string promised = sandbox.workspace() + "/" + promised_directory;
  fs::create_directories(promised);
  apply_changes(states_.files_at(cut.message.value(), paths), promised, {});
  const Missing expected = missing_in(final_state.differences_in(promised, paths));
  std::vector<Difference> found = final_state.differences_in(sandbox.workspace(), paths);
  std::erase_if(found, [&](const Difference& difference) {
    return difference.what == Difference::Class::torn &&
           begins_alike(promised, sandbox.workspace(), difference.path);
  });
  remove_tree(promised);
  // What had not been there when the message left was not promised.
  return beyond(std::move(found), expected);
}

}  // namespace crashproof
