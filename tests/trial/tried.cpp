// A job in a temporary ground, its trial in a cell.
#include "tests/trial/tried.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include "harness/model/schedule.h"
#include "harness/plan/resolve.h"
#include "harness/record/trace_file.h"
#include "tests/trial/in_cell.h"

namespace crashproof::testing {
namespace {

Subject subject_of(const Job& job, const SandboxPlan& plan) {
  Subject subject;
  subject.command = {"/bin/sh", "-c", job.script};
  subject.workspace = plan.workspace;
  subject.environment = {"PATH=/usr/bin:/bin", "HOSTNAME=here"};
  return subject;
}

// /tmp holds the ground itself.
SandboxPlan plan_on(const Ground& ground, const Isolation& isolation) {
  SandboxPlan plan = ground.plan(isolation);
  if (isolation.namespaces) plan.private_places = {"/var/tmp"};
  return plan;
}

std::string record(const Job& job, const SandboxPlan& plan, const std::string& directory) {
  return in_cell(plan.isolation, [&]() -> std::string {
    const Trace empty;
    const auto sandbox = make_sandbox(plan, empty);
    // The way out of the mounts that are to come.
    const int out = ::open(directory.c_str(), O_PATH | O_DIRECTORY);
    sandbox->begin_for_good();
    const Supervised run = supervise(supervision_in(*sandbox, subject_of(job, plan), false));
    write_trace(run.trace, "/proc/self/fd/" + std::to_string(out) + "/trace");
    return run.trace.exit.succeeded() ? "" : "the recorded run failed";
  });
}

std::string carry_out_in_cell(const Job& job, const SandboxPlan& plan, const Trace& trace,
                              const std::string& text, const std::function<void(Look&)>& check,
                              bool traced) {
  return in_cell(plan.isolation, [&]() -> std::string {
    const CrashSchedule schedule = parse_schedule(text);
    const auto sandbox = make_sandbox(plan, trace);
    if (job.engine == Engine::replay) {
      sandbox->roll_to(resolve(schedule.steps.front().position, trace).point);
    }
    TrialSettings settings;
    settings.restarts = job.restarts;
    settings.limit_seconds = 20;
    TrialStart start;
    start.engine = job.engine;
    TrialTraces traces;
    Evidence evidence = carry_out(schedule, start, *sandbox, subject_of(job, plan), settings,
                                  traced ? &traces : nullptr);
    Look look(std::move(evidence), std::move(traces), sandbox->workspace());
    check(look);
    sandbox->end();
    return look.wrong();
  });
}

std::string described(const RunOutcome& run) {
  return fmt::format("{} {} after {:.2f} s: {}", static_cast<int>(run.exit.how), run.exit.code,
                     run.exit.seconds, run.output_tail);
}

}  // namespace

std::string Look::file(const std::string& path) const {
  std::ifstream file(workspace_ + "/" + path, std::ios::binary);
  if (!file) return "(none)";
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::int64_t Look::mtime_ns(const std::string& path) const {
  struct stat status {};
  if (::stat((workspace_ + "/" + path).c_str(), &status) != 0) return 0;
  return status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec;
}

void Look::expect(bool holds, const std::string& what) {
  if (!holds) wrong_ += what + "\n";
}

void Look::equal(const std::string& found, const char* wanted, const std::string& what) {
  expect(found == wanted, fmt::format("{} is '{}', not '{}'", what, found, wanted));
}

std::string Look::wrong() const {
  if (wrong_.empty()) return "";
  std::string text = wrong_ + fmt::format("  {} {}\n", evidence.schedule, evidence.not_happened);
  if (evidence.first_run) text += "  first " + described(*evidence.first_run) + "\n";
  for (const RunOutcome& run : evidence.resumes) text += "  resume " + described(run) + "\n";
  return text;
}

void try_each(const Job& job, const std::string& schedule, const std::function<void(Look&)>& check,
              bool traced) {
  for (const NamedIsolation& way : isolations()) {
    const Ground ground;
    const SandboxPlan plan = plan_on(ground, way.isolation);
    const std::string fill = fmt::format("cd {} && {{ {}\n}}", ground.path("snapshot"),
                                         job.files.empty() ? ":" : job.files);
    ASSERT_EQ(std::system(fill.c_str()), 0) << fill;
    Trace trace;
    if (job.engine == Engine::replay) {
      ASSERT_EQ(record(job, plan, ground.path("")), "") << way.name;
      trace = read_trace(ground.path("trace"));
    }
    EXPECT_EQ(carry_out_in_cell(job, plan, trace, schedule, check, traced), "")
        << way.name << ": " << schedule;
  }
}

}  // namespace crashproof::testing
