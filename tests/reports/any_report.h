// Reports for RapidCheck, with every byte that a file name or an output may hold.
// Include <gtest/gtest.h> before this.
#pragma once

#include <rapidcheck.h>

#include <string>

#include "harness/model/report.h"
#include "tests/campaign/any_evidence.h"

namespace crashproof::testing::any {

inline std::uint64_t any_count() {
  return *rc::gen::arbitrary<std::uint64_t>();
}
inline bool any_flag() {
  return *rc::gen::arbitrary<bool>();
}

inline std::vector<Verdict> any_verdicts() {
  std::vector<Verdict> verdicts(*rc::gen::inRange<std::size_t>(0, 3));
  for (Verdict& verdict : verdicts)
    verdict = {*any_bytes(),
               *rc::gen::element(Outcome::holds, Outcome::inconclusive, Outcome::violated),
               *any_bytes()};
  return verdicts;
}

inline CodePlace any_place() {
  return {*any_bytes(), *rc::gen::inRange(0U, 5000U), *any_bytes()};
}

inline CallSite any_site() {
  return {any_place(), *any_bytes(), {any_place(), any_place()}};
}

inline Diagnosis any_diagnosis() {
  Diagnosis diagnosis;
  diagnosis.code = *rc::gen::element<std::string>("", "CP001", "CP010", "\xff");
  diagnosis.certainty =
      *rc::gen::element(Certainty::unclassified, Certainty::likely, Certainty::proved);
  if (any_flag()) diagnosis.opener = any_count();
  if (any_flag()) diagnosis.closer = any_count();
  diagnosis.therefore = *any_bytes();
  diagnosis.remedy = *any_bytes();
  diagnosis.blamed = *any_words();
  if (any_flag()) diagnosis.proofs = {{*any_bytes(), *any_bytes(), *any_bytes(), *any_bytes()}};
  return diagnosis;
}

inline Finding any_finding() {
  Finding finding;
  finding.kind = static_cast<Finding::Kind>(*rc::gen::inRange(0, 9));
  finding.diagnosis = any_diagnosis();
  finding.mode = *any_bytes();
  finding.fix = *any_bytes();
  finding.opener_site = *any_bytes();
  finding.closer_site = *any_bytes();
  finding.opener_place = any_site();
  finding.closer_place = any_site();
  finding.windows = any_count();
  if (any_flag()) finding.all_windows = {{{1, 2}, {3, std::nullopt}, *any_words()}};
  finding.fault = *rc::gen::element<std::string>("kill", "errno[EIO]", "power-loss[xfs]", "\xff");
  finding.models = *any_words();
  finding.status = *rc::gen::element(Finding::Status::confirmed, Finding::Status::unconfirmed,
                                     Finding::Status::replayed);
  finding.status_reason = *any_bytes();
  finding.checks = *any_words();
  finding.other_checks = *any_words();
  finding.first = any_point().value_or(CrashPoint{});
  finding.last = any_point().value_or(CrashPoint{});
  finding.opened_by = *any_bytes();
  finding.first_event = any_count();
  finding.last_event = any_count();
  finding.events_of = *any_bytes();
  finding.closed_by = *any_bytes();
  finding.points = any_count();
  finding.only_cuts = any_flag();
  finding.schedule = *any_bytes();
  finding.example = any_evidence();
  finding.verdicts = any_verdicts();
  if (any_flag()) {
    finding.smallest_input = SmallestInput{*any_words(), any_count(), any_count(), *any_bytes()};
    finding.smallest_input->schedule = *any_bytes();
    if (any_flag())
      finding.smallest_input->records = {{*any_bytes(), {1, any_count() + 1}, any_count()}};
  }
  return finding;
}

inline Subject any_subject() {
  Subject subject;
  subject.command = *any_words();
  subject.resume = *any_words();
  subject.workspace = *any_bytes();
  subject.directory = *any_bytes();
  subject.environment = {"TOKEN=secret"};
  subject.allow_write = *any_words();
  subject.reset = *any_bytes();
  subject.state_command = *any_bytes();
  subject.pin_clock = any_flag();
  subject.comparison.keys = *any_words();
  subject.comparison.ignores = *any_words();
  return subject;
}

inline Coverage any_coverage() {
  Coverage coverage;
  for (std::uint64_t Coverage::*count :
       {&Coverage::events, &Coverage::points, &Coverage::gaps, &Coverage::states, &Coverage::tried,
        &Coverage::random_tried, &Coverage::inconclusive, &Coverage::violations, &Coverage::reused})
    coverage.*count = *rc::gen::inRange<std::uint64_t>(0, 5);
  return coverage;
}

inline Report any_report() {
  Report report;
  report.version = *any_bytes();
  report.stage = *rc::gen::element(Stage::recorded, Stage::tried, Stage::judged);
  if (any_flag())
    report.replay =
        ReplayOutcome{any_flag(), any_flag(), any_flag(), any_evidence(), any_verdicts()};
  report.subject = any_subject();
  report.run_directory = *any_bytes();
  report.trace_fingerprint = *any_bytes();
  report.replay_options = *any_bytes();
  report.coverage = any_coverage();
  if (any_flag()) report.faults = {{"kill", 5, 1, 2, 1, 1, *any_bytes(), any_flag()}};
  if (any_flag())
    report.redo = RedoSummary{1, 2, 3, 4, any_count(), any_flag(), *any_bytes(), any_count()};
  report.redo_table = *any_bytes();
  report.findings.resize(*rc::gen::inRange<std::size_t>(0, 3));
  for (Finding& finding : report.findings) finding = any_finding();
  if (any_flag())
    report.explanations = {{"CP001", *any_bytes(), *any_bytes(), *any_bytes(), *any_bytes()}};
  report.source_files = {{{*any_bytes(), *any_bytes()}}, *any_bytes()};
  report.baseline_problem = *any_bytes();
  report.baseline_advice = *any_bytes();
  report.isolation = *any_bytes();
  report.confinement = *any_bytes();
  if (any_flag()) report.accepted = {{any_finding(), *any_bytes(), *any_bytes()}};
  report.not_asked_for = *any_words();
  report.not_begun = {any_count(), *any_bytes(), any_flag()};
  report.least_coverage = *rc::gen::element(0.0, 0.8, 1.0);
  report.not_compared = *any_words();
  report.notes = *any_words();
  if (any_flag()) report.recorder_gaps = {{*any_bytes(), *any_bytes(), any_count()}};
  if (any_flag()) report.refused_writes = {{*any_bytes(), *any_bytes(), any_count()}};
  report.inconclusive_reasons = *any_words();
  report.litter_trials = any_count();
  report.litter_example = *any_bytes();
  report.litter_temporary = any_flag();
  report.recording_seconds = *rc::gen::element(0.0, 0.1, 1234.25);
  report.trial_seconds = *rc::gen::element(0.0, 1e-9, 3600.5);
  report.interrupted = any_flag();
  report.seed = any_count();
  return report;
}

}  // namespace crashproof::testing::any
