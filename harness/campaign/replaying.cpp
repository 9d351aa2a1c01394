// An order for a pool of one worker, and what a person wants to see of it.
#include "harness/campaign/replaying.h"

#include <signal.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "harness/campaign/findings.h"
#include "harness/campaign/kept_trees.h"
#include "harness/campaign/pool.h"
#include "harness/campaign/power_loss_trials.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

// A shell of a worker takes the terminal, and does not give it back.
class TerminalOwner {
 public:
  TerminalOwner() : group_(::tcgetpgrp(STDIN_FILENO)) {}
  ~TerminalOwner() {
    if (group_ < 0 || ::tcgetpgrp(STDIN_FILENO) == group_) return;
    // From the background the call would stop us.
    const auto before = ::signal(SIGTTOU, SIG_IGN);
    ::tcsetpgrp(STDIN_FILENO, group_);
    ::signal(SIGTTOU, before);
  }
  TerminalOwner(const TerminalOwner&) = delete;
  TerminalOwner& operator=(const TerminalOwner&) = delete;

 private:
  pid_t group_;  // -1: there is no terminal
};

void keep_trees(const CampaignOptions& options, const RunStore& store) {
  make_directory(store.path("kept/expected"));
  copy_tree(store.path("final"), store.path("kept/expected"));
  give_trees(store.path("kept"), options.inspection.keep);
}

}  // namespace

ReplayOutcome carry_out_replay(const std::string& schedule, const std::string& expected_fingerprint,
                               const CampaignOptions& options, const RunStore& store,
                               const Surroundings& surroundings, const BaselineRuns& runs,
                               const Catalogues& catalogues) {
  ReplayOutcome outcome;
  outcome.trace_drifted =
      !expected_fingerprint.empty() && expected_fingerprint != fingerprint(runs.trace);
  std::optional<TrialOrder> order = order_to_show_again(schedule, runs.trace);
  if (!order) {
    outcome.trace_drifted = true;
    outcome.reached = false;
    outcome.evidence.schedule = schedule;
    return outcome;
  }
  if (!options.inspection.debugger.empty()) order->engine = Engine::live;
  if (!options.inspection.keep.empty()) make_directory(store.path("kept"));
  const TerminalOwner terminal;
  Pool pool(surroundings, worker_plan(options, store, surroundings, runs, catalogues), 1);
  pool.run({std::move(*order)}, [&](const TrialOrder&, const TrialReply& reply) {
    JudgedTrial trial = judged(reply.evidence, catalogues.checks, options.limits);
    outcome.evidence = std::move(trial.evidence);
    outcome.verdicts = std::move(trial.verdicts);
    outcome.only_looked_at = reply.only_looked_at;
    if (outcome.only_looked_at) outcome.verdicts.clear();
  });
  outcome.reached = outcome.evidence.fault_happened && outcome.evidence.dropped.empty();
  if (!options.inspection.keep.empty() && outcome.reached) keep_trees(options, store);
  return outcome;
}

}  // namespace crashproof
