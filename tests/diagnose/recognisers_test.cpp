// Recognisers ask before they name anything, and name only what the answers bear out.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "harness/diagnose/roles.h"
#include "harness/model/case.h"
#include "harness/plan/resolve.h"
#include "scenarios/failure_modes/catalogue.h"
#include "scenarios/failure_modes/page.h"
#include "tests/diagnose/made_trace.h"

namespace crashproof {
namespace {

using made::MadeTrace;

// A finding about a made-up run, and the campaign that answers what recognisers ask.
class DiagnosedJob {
 public:
  DiagnosedJob(MadeTrace made, const std::set<std::string>& files_at_end)
      : made_(std::move(made)), files_(made_.histories({}, files_at_end)), names_(trace(), {}) {}
  DiagnosedJob(const DiagnosedJob&) = delete;
  DiagnosedJob& operator=(const DiagnosedJob&) = delete;
  ~DiagnosedJob() = default;

  // Asks until nothing is open; `answer` plays the campaign.
  template <typename Answer>
  std::optional<Diagnosis> diagnose(Answer answer) {
    for (int round = 0; round < 60; ++round) {
      Case c(finding_, ground_);
      std::optional<Diagnosis> diagnosis = first_that_fits(c);
      if (!c.waits()) return diagnosis;
      for (const std::string& schedule : c.take_questions()) {
        ++asked_;
        answers_[schedule] = answer(schedule);
      }
    }
    ADD_FAILURE() << "asks for ever";
    return std::nullopt;
  }

  int asked() const { return asked_; }

  // Another fault or kind of failure.
  void strike(const std::string& fault, const std::string& schedule, Finding::Kind kind) {
    finding_.fault = fault;
    finding_.kind = kind;
    finding_.schedule = finding_.example.schedule = schedule;
  }
  void redo(const Redo& redo) { finding_.example.redo = redo; }

  static std::vector<Difference> lost(const std::string& path) {
    Difference difference;
    difference.path = path;
    return {difference};
  }

  static JudgedTrial passing() {
    JudgedTrial trial;
    trial.evidence.resumes.emplace_back();
    trial.evidence.work.emplace();
    trial.verdicts = {{"no-loss", Outcome::holds, ""}};
    return trial;
  }
  static JudgedTrial failing() {
    JudgedTrial trial = passing();
    trial.evidence.differences = lost("out");
    trial.verdicts = {{"no-loss", Outcome::violated, "out: 1 file lost"}};
    return trial;
  }

 protected:
  const Trace& trace() const { return made_.trace(); }
  Finding& finding() { return finding_; }
  std::vector<FileHistory>& files() { return files_; }

 private:
  static std::optional<Diagnosis> first_that_fits(Case& c) {
    for (const FailureMode& mode : failure_modes()) {
      std::optional<Diagnosis> diagnosis = mode.recognise(c);
      if (c.waits() || diagnosis) return diagnosis;
    }
    return std::nullopt;
  }

  MadeTrace made_;
  std::vector<FileHistory> files_;
  PositionNames names_;
  Finding finding_;
  std::map<std::string, JudgedTrial> answers_;
  std::set<std::string> unstable_;
  CaseGround ground_{made_.trace(),
                     files_,
                     [this](const CrashPoint& point) { return names_.position_of(point); },
                     [this](const Position& position) { return resolve(position, trace()).point; },
                     {},
                     answers_,
                     unstable_};
  int asked_ = 0;
};

MadeTrace renamed_too_early() {
  MadeTrace made;
  made.create("tmp");
  made.rename("tmp", "ckpt");
  made.create("out");
  return made;
}

// A checkpoint that is renamed into place before the data is written, and a kill between the two.
class Inversion : public DiagnosedJob {
 public:
  Inversion() : DiagnosedJob(renamed_too_early(), {"ckpt", "out"}) {
    strike("kill", "kill@after:rename(ckpt)", Finding::Kind::loss);
    finding().checks = {"no-loss"};
    finding().first = finding().last = {2, std::nullopt};
    finding().example.point = finding().first;
    finding().example.differences = lost("out");
    ResumeWork work;
    work.reads = {"ckpt"};
    assign_roles(files(), {&work}, {});
  }
};

bool changes_files_back(const std::string& schedule) {
  return schedule.find("as-of[") != std::string::npos;
}

TEST(Recognisers, NameAnInversionThatTheTrialsBearOut) {
  Inversion job;
  const auto diagnosis = job.diagnose([](const std::string& schedule) {
    return changes_files_back(schedule) ? Inversion::passing() : Inversion::failing();
  });
  ASSERT_TRUE(diagnosis);
  EXPECT_EQ(diagnosis->code, "CP001");
  EXPECT_EQ(diagnosis->certainty, Certainty::proved);
  EXPECT_EQ(diagnosis->blamed, (std::vector<std::string>{"ckpt", "out"}));
  EXPECT_EQ(diagnosis->opener, 1U);
  EXPECT_EQ(diagnosis->closer, 2U);
  for (const Proof& proof : diagnosis->proofs) {
    EXPECT_NO_THROW(parse_schedule(proof.schedule)) << proof.schedule;
    EXPECT_FALSE(proof.outcome.empty());
  }
}

TEST(Recognisers, NameNothingThatNoTrialBearsOut) {
  Inversion job;
  EXPECT_FALSE(job.diagnose([](const std::string&) { return Inversion::failing(); }));
  EXPECT_GT(job.asked(), 0);
}

TEST(Recognisers, NameNothingThatNobodyCouldTry) {
  Inversion job;
  EXPECT_FALSE(job.diagnose([](const std::string&) {
    JudgedTrial none;
    none.evidence.fault_happened = false;
    return none;
  }));
}

JudgedTrial refusing() {
  JudgedTrial trial = Inversion::failing();
  trial.evidence.resumes.back().exit.code = 1;
  trial.verdicts = {{"resume-ends", Outcome::violated, "exit 1"}};
  return trial;
}

JudgedTrial none() {
  JudgedTrial trial;
  trial.evidence.fault_happened = false;
  return trial;
}

// Whatever trials come to: recognisers stop asking, and what they call proved has a name, a reason
// and trials behind it.
RC_GTEST_PROP(RecognisersProperty, EndAndNameNothingWithoutTrials, ()) {
  using Struck = std::pair<std::string, std::string>;  // fault and schedule
  const std::vector<Struck> strikes{
      {"kill", "kill@after:rename(ckpt)"},
      {"further kills", "kill@after:rename(ckpt); kill@resume1:event(2)"},
      {"errno[EIO]", "errno[EIO]@before:create(out)"},
      {"interrupt[TERM]", "interrupt[TERM]@after:rename(ckpt)"},
      {"stall[main]", "stall[main]@before:create(out)"},
      {"replica", "kill@after:rename(ckpt); replica@resume1"},
      {"late-input[in/1]", "kill@end; late-input[in/1]@resume1"},
      {"clock[-1h]", "kill@after:rename(ckpt); clock[-1h]@resume1"},
      {"version[ckpt:v]", "kill@end; version[ckpt:v]@resume1"},
      {"poison[in/1]", "poison[in/1]@every"},
      {"power-loss[strict]", "power-loss[strict: upto create(tmp)]@after:rename(ckpt)"}};
  const auto [fault, schedule] = *rc::gen::elementOf(strikes);
  const auto kind = *rc::gen::element(
      Finding::Kind::hangs, Finding::Kind::fails, Finding::Kind::loss, Finding::Kind::duplicates,
      Finding::Kind::extra, Finding::Kind::promises, Finding::Kind::redo);
  const auto outcomes = *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 4));
  std::size_t next = 0;
  Inversion job;
  job.strike(fault, schedule, kind);
  const auto diagnosis = job.diagnose([&](const std::string&) {
    switch (outcomes[next++ % outcomes.size()]) {
      case 0:
        return Inversion::passing();
      case 1:
        return Inversion::failing();
      case 2:
        return refusing();
      default:
        return none();
    }
  });
  RC_ASSERT(job.asked() < 500);
  if (!diagnosis) return;
  RC_ASSERT(failure_mode_named(diagnosis->code) != nullptr);
  RC_ASSERT(!diagnosis->therefore.empty());
  const bool by_itself = diagnosis->code == "CP007" || diagnosis->code == "CP008";
  if (diagnosis->certainty == Certainty::proved && !by_itself) {
    RC_ASSERT(!diagnosis->proofs.empty());
  }
}

TEST(RedoOverBound, CountsItemsWhereThereAreAny) {
  const auto told = [](const Redo& redo) {
    Inversion job;
    job.strike("kill", "kill@after:rename(ckpt)", Finding::Kind::redo);
    job.redo(redo);
    const auto diagnosis = job.diagnose([](const std::string&) { return Inversion::failing(); });
    return diagnosis ? diagnosis->therefore + "|" + diagnosis->proofs.front().outcome : "";
  };
  EXPECT_EQ(told({1, 1, 0}),
            "the end is right, but a rerun takes up 1 item (1 event) again that had been taken up "
            "before the crash|1 item (1 event) again");
  EXPECT_EQ(told({35, 0, 0}),
            "the end is right, but a rerun makes 35 events again|35 events again");
}

constexpr int lost_writes = 8;

// Of files that are written and never synced power takes all.
class LostWrites : public DiagnosedJob {
 public:
  LostWrites() : DiagnosedJob(written_files(), names()) {
    std::string fates;
    for (const std::string& name : names())
      fates += (fates.empty() ? "lost write(" : ", lost write(") + name + ")";
    strike("power-loss[strict]", "power-loss[strict: " + fates + "]@end", Finding::Kind::loss);
    finding().checks = {"no-loss"};
    finding().example.differences = lost("out");
  }

 private:
  static std::set<std::string> names() {
    std::set<std::string> all;
    for (int i = 0; i < lost_writes; ++i) all.insert("f" + std::to_string(i));
    return all;
  }
  static MadeTrace written_files() {
    MadeTrace made;
    for (const std::string& name : names()) {
      made.create(name);
      made.write(name, "data");
    }
    return made;
  }
};

// Each file is left out once on the way to the two that are needed, and no set of files twice.
TEST(NotDurable, AsksForTheSmallestSetInAsManyTrialsAsThereAreFiles) {
  LostWrites job;
  const auto diagnosis = job.diagnose([](const std::string& schedule) {
    const bool lacks_one = schedule.find("write(f3)") != std::string::npos ||
                           schedule.find("write(f6)") != std::string::npos;
    return lacks_one ? LostWrites::failing() : LostWrites::passing();
  });
  ASSERT_TRUE(diagnosis);
  EXPECT_EQ(diagnosis->code, "CP009");
  EXPECT_EQ(diagnosis->blamed, (std::vector<std::string>{"f3", "f6"}));
  constexpr int beside_them = 2;  // a kill, and all files together
  EXPECT_LE(job.asked(), 2 * lost_writes + beside_them);
}

TEST(FailureModes, EachHasARecogniserAndAPage) {
  EXPECT_EQ(failure_modes().size(), failure_mode_pages().size());
  for (const FailureMode& mode : failure_modes()) {
    EXPECT_NE(mode.recognise, nullptr) << mode.code;
    EXPECT_FALSE(mode.name.empty()) << mode.code;
    EXPECT_FALSE(mode.fix.empty()) << mode.code;
    EXPECT_EQ(failure_mode_named(mode.code), &mode);
  }
  EXPECT_EQ(failure_mode_named("CP999"), nullptr);
}

}  // namespace
}  // namespace crashproof
