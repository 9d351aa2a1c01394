// A match is an audit, or one schedule, and an exit code.
#include "harness/testing/matchers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <ostream>
#include <sstream>

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

enum class Answer : std::uint8_t { yes, no, unknown };

bool has_code(const Report& report, const std::string& code) {
  return std::ranges::any_of(report.findings, [&](const Finding& finding) {
    return code.empty() || finding.diagnosis.code == code;
  });
}

// A finding does not end the search for others: what is undecided may hide one.
bool all_is_decided(const Report& report) {
  return trials_undecided(report) == 0 &&
         std::ranges::none_of(report.faults, &FaultCoverage::untested);
}

Answer has_no_finding(const Report& report) {
  const ExitCode exit = exit_code(report);
  if (exit == ExitCode::no_finding) return Answer::yes;
  return exit == ExitCode::findings ? Answer::no : Answer::unknown;
}

Answer has_finding(const Report& report, const std::string& code) {
  const Answer none = has_no_finding(report);
  if (none != Answer::no) return none == Answer::yes ? Answer::no : Answer::unknown;
  if (has_code(report, code)) return Answer::yes;
  return all_is_decided(report) ? Answer::no : Answer::unknown;
}

// A matcher has only two answers, and Not() makes the one of the other. So where there is neither,
// a failure is recorded that no negation can turn; the match itself fails as well.
template <typename Subject>
bool matches(Answer answer, const std::string& description, const Subject& subject,
             const std::string& text) {
  if (answer != Answer::unknown) return answer == Answer::yes;
  std::ostringstream about;
  about << subject;
  ADD_FAILURE_AT(nullptr, -1) << fmt::format(
      "Undecided: \"{}\" came to no verdict on {}, so neither it nor its negation holds.\n{}",
      description, about.str(), text);
  return false;
}

// What was asked for cannot be asked, and why.
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
  Answer answer = Answer::unknown;
  try {
    require_code(code_);
    StagedSubject staged(subject, settings_, description_);
    const Report report = audit(staged.options(), catalogues(), [](const Progress&) {});
    if (report.interrupted) staged.end_interrupted();
    text = staged.told(report);
    answer = expects_ == Expects::no_finding ? has_no_finding(report) : has_finding(report, code_);
  } catch (const std::exception& error) {
    text = problem(error);
  }
  std::ostringstream description;
  DescribeTo(&description);
  return matches(answer, description.str(), subject, text);
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
  std::optional<RecordedSubject> recorded;
  std::string text;
  try {
    recorded.emplace(subject);
  } catch (const std::exception& error) {
    text = problem(error);
  }
  if (recorded) return MatchAndExplain(*recorded, out);
  return explained(matches(Answer::unknown, "resumes after " + schedule_, subject, text), text,
                   out);
}

bool ScheduleMatcher::MatchAndExplain(const RecordedSubject& subject, std::ostream* out) const {
  Answer answer = Answer::unknown;
  std::string text;
  try {
    const Resumption end = subject.resume_after_exactly(parse_schedule(schedule_));
    text = end.report;
    if (end.outcome != Resumption::Outcome::undecided)
      answer = end.holds() ? Answer::yes : Answer::no;
  } catch (const std::exception& error) {
    text = problem(error);
  }
  return explained(matches(answer, "resumes after " + schedule_, subject, text), text, out);
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
