// The numbers are invented but consistent with each other.
#include "tests/reports/made_reports.h"

namespace crashproof::testing_reports {
namespace {

const std::string hostile =
    "a\x1b]0;owned\x07\x1b[2J\r\n\xff\xfe\xc3(\xed\xa0\x80 \"\\\x7f\xc2\x9b\xe2\x80\xae";

Finding loss_finding() {
  Finding finding;
  finding.status = Finding::Status::confirmed;
  finding.checks = {"no-loss"};
  finding.first = {118, std::nullopt};
  finding.first_event = 118;
  finding.last = {120, std::nullopt};
  finding.last_event = 120;
  finding.opened_by = "rename(state/ckpt.json)";
  finding.closed_by = "write(out.csv)";
  finding.points = 3;
  finding.schedule = "kill@after:rename(state/ckpt.json)#2";
  finding.example.schedule = finding.schedule;
  finding.example.point = finding.first;
  finding.example.resumes = {{{RunExit::How::exited, 0, 0.2}, "done\n", 0}};
  finding.example.differences = {
      {Difference::Class::lost, "out.csv", "record", 100, false, "", {"id=101", "id=102"}},
      {Difference::Class::duplicated, "log.jsonl", "record", 1, false, "log.jsonl:id", {}},
  };
  finding.verdicts = {{"no-loss", Outcome::violated, "out.csv: 100 records lost, e.g. id=101"}};
  return finding;
}

Finding torn_finding() {
  Finding finding;
  finding.status = Finding::Status::replayed;
  finding.status_reason = "a live kill cannot stop inside a write";
  finding.checks = {"resume-ends"};
  finding.first = {140, 1};
  finding.first_event = 141;
  finding.last = {140, 4095};
  finding.last_event = 141;
  finding.opened_by = "write(state/ckpt.json)";
  finding.points = 3;
  finding.only_cuts = true;
  finding.schedule = "kill@in:write(state/ckpt.json)#3+1";
  finding.example.schedule = finding.schedule;
  finding.example.point = finding.first;
  finding.example.resumes = {
      {{RunExit::How::exited, 1, 0.1}, "first try\n", 0},
      {{RunExit::How::timed_out, 9, 12.5}, "Traceback:\n  JSONDecodeError\n", 2}};
  finding.verdicts = {{"resume-ends", Outcome::violated, "no resume of 2 ended with exit 0"}};
  return finding;
}

Finding power_finding() {
  Finding finding;
  finding.fault = "power-loss[ext4-ordered]";
  finding.models = {"ext4-ordered (ext4)", "xfs (xfs)", "posix-minimum"};
  finding.status = Finding::Status::replayed;
  finding.status_reason = "a state that no live run can be stopped in";
  finding.checks = {"no-loss", "keeps-promises"};
  finding.first = {118, std::nullopt};
  finding.first_event = 118;
  finding.last = {120, std::nullopt};
  finding.last_event = 120;
  finding.opened_by = "output(stdout)";
  finding.closed_by = "fsync(out.csv)";
  finding.points = 3;
  finding.schedule = "power-loss[ext4-ordered: zeros write(out.csv)]@after:output(stdout)";
  finding.example.schedule = finding.schedule;
  finding.example.fault = finding.fault;
  finding.example.point = finding.first;
  finding.example.models = {"ext4-ordered", "xfs", "posix-minimum"};
  finding.example.promise = "output(stdout)";
  finding.example.broken_promises = {
      {Difference::Class::lost, "out.csv", "record", 100, false, "", {"id=101"}}};
  finding.example.differences = finding.example.broken_promises;
  finding.verdicts = {{"no-loss", Outcome::violated, "out.csv: 100 records lost, e.g. id=101"},
                      {"keeps-promises", Outcome::violated,
                       "gone although output(stdout) came after it: out.csv: 100 records lost"}};
  return finding;
}

Finding late_finding() {
  Finding finding;
  finding.fault = "interrupt[TERM]";
  finding.status = Finding::Status::confirmed;
  finding.checks = {"stops-in-time"};
  finding.points = 4;
  finding.schedule = "interrupt[TERM]@after:write(out.csv)";
  finding.example.schedule = finding.schedule;
  finding.example.fault = finding.fault;
  finding.example.engine = Engine::live;
  finding.example.first_run = RunOutcome{{RunExit::How::killed, 9, 3.5}, "working\n", 0};
  finding.example.stopping = Stopping{2, true};
  finding.example.resumes = {{{RunExit::How::exited, 0, 0.2}, "done\n", 0}};
  finding.verdicts = {
      {"stops-in-time", Outcome::violated, "still running 2.0 s after it was asked to stop"}};
  return finding;
}

Finding swallowed_finding() {
  Finding finding;
  finding.fault = "errno[ENOSPC]";
  finding.status = Finding::Status::confirmed;
  finding.checks = {"no-loss"};
  finding.points = 1;
  finding.schedule = "errno[ENOSPC]@before:write(out.csv)#2";
  finding.example.schedule = finding.schedule;
  finding.example.first_run =
      RunOutcome{{RunExit::How::exited, 1, 0.5}, "write: no space left\n", 0};
  finding.example.differences = {{Difference::Class::lost, "out.csv", "record", 1, false, "", {}}};
  finding.verdicts = {{"no-loss", Outcome::violated, "out.csv: 1 record lost"}};
  return finding;
}

Finding redo_finding() {
  Finding finding;
  finding.status = Finding::Status::confirmed;
  finding.checks = {"redo-bound"};
  finding.first = {90, std::nullopt};
  finding.first_event = 90;
  finding.last = {99, std::nullopt};
  finding.last_event = 99;
  finding.opened_by = "write(out.csv)";
  finding.closed_by = "rename(state/ckpt.json)";
  finding.points = 10;
  finding.schedule = "kill@after:write(out.csv)#40";
  finding.example.schedule = finding.schedule;
  finding.example.point = finding.first;
  finding.example.redo = Redo{120, 9, 1};
  finding.verdicts = {{"redo-bound", Outcome::violated, "9 items done again, allowed 5"}};
  return finding;
}

}  // namespace

Report sound_report() {
  Report report;
  report.subject.command = {"python3", "etl.py"};
  report.subject.workspace = "/srv/etl";
  report.run_directory = "/srv/etl/.crashproof";
  report.trace_fingerprint = "0123456789abcdef";
  report.coverage.events = 612;
  report.coverage.points = 1204;
  report.coverage.gaps = 613;
  report.coverage.states = 508;
  report.coverage.tried = 508;
  report.isolation = "mount and pid namespaces, overlay on tmpfs, 2 workers";
  report.confinement = "Landlock 7";
  report.not_compared = {"run.log: declared by --ignore"};
  report.recording_seconds = 1.5;
  report.trial_seconds = 40.5;
  report.seed = 1;
  return report;
}

Report failing_report() {
  Report report = sound_report();
  report.replay_options = "--key out.csv:id";
  report.coverage.violations = 6;
  report.findings = {loss_finding(), torn_finding()};
  report.recorder_gaps = {{"mapped file larger than 64 MiB not compared", "big.idx", 1}};
  report.refused_writes = {{"/home/user/.cache/x", "python3", 4}};
  report.litter_temporary = true;
  report.litter_trials = 7;
  report.litter_example = "out.csv.tmp";
  report.notes = {"the system clock was not pinned"};
  return report;
}

Report faults_report() {
  Report report = sound_report();
  report.coverage.violations = 18;
  report.faults = {{"kill", 508, 508, 0, 0, 10, ""},
                   {"power-loss[ext4-ordered]", 300, 300, 0, 0, 3, "1200 states beyond the limit"},
                   {"interrupt[TERM]", 20, 18, 0, 2, 4, ""},
                   {"errno[ENOSPC]", 12, 11, 1, 0, 1, ""},
                   {"late-input", 0, 0, 0, 0, 0, "the run offers no place for it"}};
  report.redo = RedoSummary{508, 9, 1, 120, 14, true, "kill@after:write(out.csv)#40", 5};
  report.redo_table = "/srv/etl/.crashproof/redo.csv";
  report.findings = {power_finding(), late_finding(), swallowed_finding(), redo_finding()};
  return report;
}

Report diagnosed_report() {
  Report report = failing_report();
  Finding& finding = report.findings.front();
  finding.diagnosis.code = "CP001";
  finding.diagnosis.certainty = Certainty::proved;
  finding.diagnosis.therefore = "A comes before B: a kill between them keeps the claim";
  finding.diagnosis.blamed = {"state/ckpt.json", "out.csv"};
  finding.diagnosis.proofs = {
      {"kill@after:rename(state/ckpt.json)#2; "
       "as-of[state/ckpt.json=before:rename(state/ckpt.json)#2]@resume1",
       "A undone, at the end of the window", "passes", ""},
      {"kill@after:write(out.csv)#3", "a control, out.log undone instead", "fails as before", ""}};
  finding.mode = "order inversion";
  finding.fix = "Make the data durable first, then advance the checkpoint.";
  finding.opener_site = "etl.py:41";
  finding.closer_site = "etl.py:42 write_rows";
  finding.opener_place = {
      {"etl.py", 41, ""}, "python3 etl.py", {{"etl.py", 41, ""}, {"etl.py", 60, "main"}}};
  finding.closer_place = {
      {"etl.py", 42, "write_rows"}, "python3 etl.py", {{"etl.py", 42, "write_rows"}}};
  finding.windows = 5;
  report.version = "0.1.0";
  report.explanations = {{"CP001", "order inversion", "A checkpoint says done before it is.",
                          "Make the data durable first, then advance the checkpoint.",
                          "# CP001 order inversion\n\nA checkpoint says *done* before it is.\n"}};
  report.source_files = {{{"etl.py", "jobs/a b/etl.py"}}, "jobs/a b/etl.py"};
  return report;
}

Report sampled_report() {
  Report report = sound_report();
  report.coverage.points = report.coverage.gaps;
  report.coverage.tried = 250;
  report.coverage.inconclusive = 4;
  report.coverage.random_tried = 20;
  report.coverage.reused = 100;
  report.inconclusive_reasons = {"4 trials: the sandbox ran out of space"};
  return report;
}

Report accepted_report() {
  Report report = diagnosed_report();
  report.accepted = {{report.findings.at(0), "the loader copes", "2027-01-31"},
                     {report.findings.at(1), "the loader copes", ""}};
  report.findings.clear();
  return report;
}

Report gated_report() {
  Report report = accepted_report();
  report.not_asked_for = {"CP010", "unclassified", "CP010"};
  report.coverage.tried = 250;
  report.not_begun = {258, "the budget of 60 s was used up", false};
  report.least_coverage = 0.8;
  return report;
}

Report baseline_report() {
  Report report;
  report.subject.command = {"false"};
  report.baseline_problem = "the crash-free run ended with exit 1";
  report.baseline_advice = "make `false` succeed once without crashproof first";
  return report;
}

Report empty_report() {
  Report report;
  report.subject.command = {"true"};
  report.coverage.events = 1;
  report.coverage.points = 2;
  report.coverage.gaps = 2;
  report.coverage.states = 1;
  return report;
}

Report interrupted_report() {
  Report report = sound_report();
  report.coverage.tried = 17;
  report.interrupted = true;
  return report;
}

Report recorded_report() {
  Report report = sound_report();
  report.stage = Stage::recorded;
  report.coverage.tried = 0;
  report.trial_seconds = 0;
  return report;
}

Report replayed_report() {
  Report report = sound_report();
  const Finding finding = loss_finding();
  report.replay = ReplayOutcome{true, false, false, finding.example, finding.verdicts};
  return report;
}

Report hostile_report() {
  Report report = failing_report();
  report.subject.command = {hostile, ""};
  report.run_directory = report.isolation = report.confinement = hostile;
  report.not_compared = report.notes = report.inconclusive_reasons = {hostile};
  report.recorder_gaps = report.refused_writes = {{hostile, hostile, 1}};
  report.litter_example = report.trace_fingerprint = hostile;
  report.faults = {{hostile, 3, 1, 1, 1, 1, hostile}};
  report.redo = RedoSummary{1, 2, 2, 2, 2, false, hostile, 1};
  report.redo_table = hostile;
  for (Finding& finding : report.findings) {
    finding.opened_by = finding.closed_by = finding.status_reason = hostile;
    finding.schedule = hostile;
    finding.checks = {hostile};
    finding.verdicts = {{hostile, Outcome::violated, hostile}};
    finding.example.differences = {
        {Difference::Class::torn, hostile, hostile, 2, false, hostile, {hostile, hostile}}};
    finding.fault = hostile;
    finding.models = {hostile, hostile};
    finding.example.promise = hostile;
    finding.example.broken_promises = finding.example.differences;
    finding.example.first_run = RunOutcome{{RunExit::How::exited, 1, 1}, hostile, 0};
    finding.example.resumes = {{{RunExit::How::signalled, 11, 1}, hostile + "\n" + hostile, 1}};
  }
  Finding& named = report.findings[1];
  named.diagnosis.code = named.diagnosis.therefore = hostile;
  named.diagnosis.certainty = Certainty::proved;
  named.diagnosis.blamed = {hostile};
  named.diagnosis.proofs = {{hostile, hostile, hostile, hostile}};
  named.mode = named.fix = named.opener_site = named.closer_site = hostile;
  named.opener_place =
      named.closer_place = {{hostile, 7, hostile}, hostile, {{hostile, 7, hostile}}};
  report.explanations = {{hostile, hostile, hostile, hostile, hostile}};
  report.source_files = {{{hostile, hostile}}, hostile};
  return report;
}

}  // namespace crashproof::testing_reports
