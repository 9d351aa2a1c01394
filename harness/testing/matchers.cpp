// A match is an audit, or one schedule, and an exit code.
#include "harness/testing/matchers.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <ostream>

#include "harness/campaign/campaign.h"
#include "harness/model/schedule.h"
#include "harness/testing/recorded_subject.h"
#include "harness/testing/staged_subject.h"

namespace crashproof::testing {
namespace {

void require_code(const std::string& code) {
  const bool known =
      code.empty() || std::ranges::any_of(catalogues().failure_modes, [&](const FailureMode& mode) {
        return mode.code == code;
      });
  if (!known)
    throw UsageError(fmt::format("{}: no such code; crashproof explain lists them", code));
}

bool has_code(const Report& report, const std::string& code) {
  return std::ranges::any_of(report.findings, [&](const Finding& finding) {
    return code.empty() || finding.diagnosis.code == code;
  });
}

// What was asked for cannot be asked: a failing match that says why.
std::string problem(const std::exception& error) {
  return fmt::format("nothing was tried: {}\n", error.what());
}

bool explained(bool matches, const std::string& text, std::ostream* out) {
  if (out != nullptr && !text.empty()) *out << "of which Crashproof says:\n" << text;
  return matches;
}

}  // namespace

// The last failing match, for GoogleTest asks a second time to have it explained.
struct AuditMatcher::Told {
  std::optional<TestSubject> subject;
  std::string text;
};

AuditMatcher::AuditMatcher(Expects expects, std::string code, std::string description)
    : expects_(expects),
      code_(std::move(code)),
      description_(std::move(description)),
      told_(std::make_shared<Told>()) {}

AuditMatcher AuditMatcher::with(std::string setting, std::string value) const {
  AuditMatcher changed = *this;
  changed.settings_.emplace_back(std::move(setting), std::move(value));
  changed.told_ = std::make_shared<Told>();
  return changed;
}

AuditMatcher AuditMatcher::sample(unsigned states) const {
  return with("sample", std::to_string(states));
}

AuditMatcher AuditMatcher::depth(unsigned crashes) const {
  return with("depth", std::to_string(crashes));
}

AuditMatcher AuditMatcher::random(unsigned schedules) const {
  return with("random", std::to_string(schedules));
}

AuditMatcher AuditMatcher::fault(std::string name) const {
  return with("fault", std::move(name));
}

AuditMatcher AuditMatcher::power_cut(std::string model) const {
  return with("model", std::move(model));
}

bool AuditMatcher::audited(const TestSubject& subject, std::string& text) const {
  try {
    require_code(code_);
    StagedSubject staged(subject, settings_, description_);
    const Report report = audit(staged.options(), catalogues(), [](const Progress&) {});
    if (report.interrupted) staged.end_interrupted();
    text = staged.told(report);
    const ExitCode exit = exit_code(report);
    if (expects_ == Expects::no_finding) return exit == ExitCode::no_finding;
    return exit == ExitCode::findings && has_code(report, code_);
  } catch (const std::exception& error) {
    text = problem(error);
    return false;
  }
}

bool AuditMatcher::MatchAndExplain(const TestSubject& subject, std::ostream* out) const {
  if (out != nullptr && told_->subject == subject) {
    told_->subject.reset();
    return explained(false, told_->text, out);
  }
  std::string text;
  const bool matches = audited(subject, text);
  if (!matches && out == nullptr) *told_ = {subject, text};
  return explained(matches, text, out);
}

void AuditMatcher::DescribeTo(std::ostream* out) const {
  *out << description_;
  for (const auto& [name, value] : settings_) *out << ", " << name << " " << value;
}

void AuditMatcher::DescribeNegationTo(std::ostream* out) const {
  *out << "not: ";
  DescribeTo(out);
}

AuditMatcher ResumesAfterEveryCrash() {
  return {AuditMatcher::Expects::no_finding, "", "resumes after every crash"};
}

AuditMatcher ResumesAfterEveryPowerCut(std::string model) {
  return AuditMatcher(AuditMatcher::Expects::no_finding, "", "resumes after every power cut")
      .power_cut(std::move(model));
}

AuditMatcher FailsToResume() {
  return {AuditMatcher::Expects::finding, "", "fails to resume after some crash"};
}

AuditMatcher FailsWith(std::string code) {
  std::string description = "fails with " + code;
  return {AuditMatcher::Expects::finding, std::move(code), std::move(description)};
}

bool ScheduleMatcher::MatchAndExplain(const TestSubject& subject, std::ostream* out) const {
  try {
    const RecordedSubject recorded(subject);
    return MatchAndExplain(recorded, out);
  } catch (const std::exception& error) {
    return explained(false, problem(error), out);
  }
}

bool ScheduleMatcher::MatchAndExplain(const RecordedSubject& subject, std::ostream* out) const {
  try {
    const Resumption end = subject.resume_after_exactly(parse_schedule(schedule_));
    return explained(end.holds(), end.report, out);
  } catch (const std::exception& error) {
    return explained(false, problem(error), out);
  }
}

void ScheduleMatcher::DescribeTo(std::ostream* out) const {
  *out << "resumes after " << schedule_;
}

void ScheduleMatcher::DescribeNegationTo(std::ostream* out) const {
  *out << "does not resume after " << schedule_;
}

ScheduleMatcher ResumesAfter(std::string_view schedule) {
  return ScheduleMatcher(std::string(schedule));
}

ScheduleMatcher ResumesAfter(const CrashSchedule& schedule) {
  return ResumesAfter(std::string_view(to_string(schedule)));
}

}  // namespace crashproof::testing
