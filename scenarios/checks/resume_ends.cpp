// The last resume must end by itself with success, or as a rerun after success ends.
#include "scenarios/checks/resume_ends.h"

#include <fmt/format.h>
#include <string.h>

#include <algorithm>

#include "harness/model/printable.h"
#include "scenarios/checks/schedule_steps.h"
#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "resume-ends";
constexpr std::size_t longest_line_bytes = 200;

Verdict verdict(Outcome outcome, std::string reason) {
  return {std::string(name), outcome, std::move(reason)};
}

// The last line with something on it, which mostly says what went wrong.
std::string last_line(const std::string& output) {
  const std::size_t last = output.find_last_not_of(" \t\r\n");
  if (last == std::string::npos) return "";
  const std::size_t before = output.find_last_of("\r\n", last);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return printable(output.substr(begin, std::min(last - begin + 1, longest_line_bytes)));
}

std::string how_it_failed(const RunExit& exit) {
  if (exit.how == RunExit::How::exited) return fmt::format("fails (exit {})", exit.code);
  const char* signal = ::sigabbrev_np(exit.code);
  return fmt::format("is ended by SIG{}", signal ? signal : fmt::to_string(exit.code));
}

// How many of the last resumes ended in the same way as the very last one.
std::size_t failures_alike(const std::vector<RunOutcome>& resumes) {
  std::size_t count = 0;
  for (auto run = resumes.rbegin(); run != resumes.rend(); ++run) {
    const RunExit& last = resumes.back().exit;
    if (run->exit.how != last.how || run->exit.code != last.code) break;
    ++count;
  }
  return count;
}

std::string with_last_line(const std::string& reason, const RunOutcome& run) {
  const std::string line = last_line(run.output_tail);
  return line.empty() ? reason : reason + ": " + line;
}

Verdict judge(const Evidence& evidence, const CheckLimits&) {
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (evidence.resumes.empty()) return verdict(Outcome::inconclusive, "nothing was resumed");
  const RunOutcome& last = evidence.resumes.back();
  if (last.exit.succeeded() || evidence.accepted_exit) return verdict(Outcome::holds, "");
  // A fault that comes back leaves the job to get past it by itself: if it killed even the last
  // run, the attempts were used up.
  if (last.exit.how == RunExit::How::killed && strikes_every_run(evidence)) {
    const std::string reason =
        fmt::format("no attempt of {} gets past what ends each run", evidence.resumes.size());
    return verdict(Outcome::violated, with_last_line(reason, last));
  }
  if (last.exit.how == RunExit::How::killed) {
    return verdict(Outcome::inconclusive, "the last resume was killed by the schedule");
  }
  if (last.exit.how == RunExit::How::timed_out) {
    const std::string reason = fmt::format("resume hangs, no end in {:.1f} s", last.exit.seconds);
    return verdict(Outcome::violated, with_last_line(reason, last));
  }
  const std::size_t times = failures_alike(evidence.resumes);
  std::string reason = fmt::format("resume {}", how_it_failed(last.exit));
  if (times > 1) reason += fmt::format(" {} times", times);
  return verdict(Outcome::violated, with_last_line(reason, last));
}

}  // namespace

Check resume_ends() {
  return {name, "running it again ends with success, within its limits and restarts", judge};
}

}  // namespace crashproof
