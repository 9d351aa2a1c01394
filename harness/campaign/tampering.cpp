// Compares before the first resume and after the last one.
#include "harness/campaign/tampering.h"

#include <algorithm>

#include "harness/model/change_parameter.h"
#include "harness/trial/tree.h"
#include "harness/trial/trial.h"

namespace crashproof {
namespace {

// "" if the schedule gives no file another version.
std::string file_of_other_version(const CrashSchedule& schedule) {
  const auto found = std::ranges::find(schedule.steps, "version", &ScheduleStep::fault);
  return found == schedule.steps.end() ? "" : parse_field_change(found->parameter).path;
}

}  // namespace

Tampering::Tampering(const CrashSchedule& schedule, const Sandbox& sandbox, FinalState& state)
    : sandbox_(sandbox),
      state_(state),
      is_watched_(may_be_refused(schedule)),
      other_version_(file_of_other_version(schedule)) {}

void Tampering::before_resume() {
  before_ = state_.differences("");
  if (!other_version_.empty())
    tampered_ = read_entry(sandbox_.workspace(), other_version_, std::nullopt);
}

void Tampering::after_resumes(Evidence& evidence) const {
  if (is_watched_) accept_refusal(evidence);
  const bool ended_well = evidence.resumes.back().exit.succeeded() || evidence.accepted_exit;
  if (tampered_ && ended_well && !evidence.refused &&
      read_entry(sandbox_.workspace(), other_version_, std::nullopt) != tampered_)
    evidence.overwritten = other_version_;
}

void Tampering::accept_refusal(Evidence& evidence) const {
  const RunExit& exit = evidence.resumes.back().exit;
  if (exit.how != RunExit::How::exited || exit.succeeded()) return;
  if (evidence.differences != before_) return;
  evidence.refused = true;
  evidence.accepted_exit = true;
  evidence.differences.clear();
}

}  // namespace crashproof
