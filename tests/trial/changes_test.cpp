// What changes while a job is down: the resume finds it, alone and together with kills, after a
// live run and after a state from a recording.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "harness/trial/pinning.h"
#include "tests/trial/tried.h"

namespace crashproof::testing {
namespace {

using How = RunExit::How;

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Each run leaves one line of `what` in `log`.
std::string logging(const std::string& what) {
  return "echo begun >> begun; " + what + " >> log; echo ended >> ended";
}

Job both(Job job, Engine engine) {
  job.engine = engine;
  return job;
}

TEST(ClockChange, IsSeenByTheResumeAlone) {
  if (!ptrace_allowed()) GTEST_SKIP() << "ptrace is not to be had";
  for (const Engine engine : {Engine::live, Engine::replay}) {
    try_each(both({"", logging("date +%s")}, engine), "kill@after:write(log); clock[-1d]@resume1",
             [](Look& look) {
               const std::string log = look.file("log");
               const std::int64_t first = std::stoll(log);
               const std::int64_t second = std::stoll(log.substr(log.find('\n') + 1));
               look.expect(std::abs(first - now_seconds()) < 60, "the first run sees the time");
               look.expect(std::abs(second - now_seconds() + 86400) < 60, "the resume yesterday's");
             });
  }
}

TEST(HostnameChange, IsSeenByTheResumeAndGoneAfterIt) {
  for (const Engine engine : {Engine::live, Engine::replay}) {
    try_each(both({"", logging("echo $(uname -n) $HOSTNAME")}, engine),
             "kill@after:write(log); hostname[elsewhere-7]@resume1", [](Look& look) {
               if (!look.evidence.fault_happened) {
                 look.expect(look.evidence.not_happened.find("refuses") != std::string::npos,
                             "it says why");
                 look.expect(::geteuid() != 0, "root may");
                 return;
               }
               const std::string log = look.file("log");
               const std::string second = log.substr(log.find('\n') + 1);
               look.equal(second, "elsewhere-7 elsewhere-7\n", "the host of the resume");
               look.expect(log.find("here\n") != std::string::npos, "the first has its own");
               char name[65] = {};
               ::gethostname(name, sizeof name - 1);
               look.expect(std::string(name) != "elsewhere-7", "the name is put back");
             });
  }
}

TEST(LateInput, IsNotThereInTheFirstRunAndOldInTheSecond) {
  const Job job{"mkdir in; for i in a b c; do echo $i > in/$i; done; touch -d 2001-02-03 in/a",
                "ls in > seen.$(ls | grep -c seen)"};
  try_each(job, "kill@end; late-input[in/a]@resume1", [](Look& look) {
    look.expect(look.evidence.fault_happened, "it happens: " + look.evidence.not_happened);
    look.equal(look.file("seen.0"), "b\nc\n", "what the first run sees");
    look.equal(look.file("seen.1"), "a\nb\nc\n", "what the resume sees");
    look.equal(look.file("in/a"), "a\n", "the input");
    look.expect(look.mtime_ns("in/a") / 1'000'000'000 < 1'000'000'000, "as old as ever");
  });
  try_each(job, "kill@after:create(seen.0); late-input[in/c,as=in/0]@resume1", [](Look& look) {
    look.equal(look.file("seen.1"), "0\na\nb\n", "what the resume sees");
  });
}

TEST(LateInput, NeedsAFileAndALiveFirstRun) {
  try_each({"", "echo x > a"}, "kill@end; late-input[none]@resume1", [](Look& look) {
    look.expect(!look.evidence.fault_happened, "it did not happen");
    look.equal(look.evidence.not_happened,
               "late-input[none]@resume1: there is no file none in this state", "the reason");
    look.expect(!look.evidence.first_run, "nothing was run");
  });
  try_each(both({"echo in > in", "cat in > a"}, Engine::replay), "kill@end; late-input[in]@resume1",
           [](Look& look) {
             look.expect(!look.evidence.fault_happened, "it did not happen");
             look.equal(look.evidence.not_happened,
                        "late-input[in]@resume1: it needs a live first run", "the reason");
           });
}

const char* const checkpointing =
    "[ -e ckpt ] && { cat ckpt > found; exit 0; }; echo '{\"version\": 3, \"at\": 10}' > ckpt; "
    "echo x > after";

TEST(VersionChange, RaisesOrSetsTheField) {
  for (const Engine engine : {Engine::live, Engine::replay}) {
    const Job job = both({"", checkpointing}, engine);
    try_each(job, "kill@end; version[ckpt:version]@resume1", [](Look& look) {
      look.equal(look.file("found"), "{\"version\": 4, \"at\": 10}\n", "the checkpoint");
    });
    try_each(job, "kill@after:write(ckpt); version[ckpt:at=-7]@resume1", [](Look& look) {
      look.equal(look.file("found"), "{\"version\": 3, \"at\": -7}\n", "the checkpoint");
      look.equal(look.file("after"), "(none)", "what the first run would have done next");
    });
  }
}

TEST(VersionChange, WhereThereIsNoSuchFieldOrFileIsNoTrial) {
  for (const Engine engine : {Engine::live, Engine::replay}) {
    const Job job = both({"", checkpointing}, engine);
    try_each(job, "kill@start; version[ckpt:version]@resume1", [](Look& look) {
      look.expect(!look.evidence.fault_happened, "it did not happen");
      look.equal(look.evidence.not_happened,
                 "version[ckpt:version]@resume1: there is no file ckpt in this state",
                 "the reason");
      look.expect(look.evidence.resumes.empty(), "nothing is resumed");
    });
    try_each(job, "kill@end; version[ckpt:release]@resume1", [](Look& look) {
      look.equal(look.evidence.not_happened,
                 "version[ckpt:release]@resume1: ckpt has no field release that could be changed "
                 "so in this state",
                 "the reason");
    });
  }
}

TEST(Truncation, TakesTheEndOrAll) {
  for (const Engine engine : {Engine::live, Engine::replay}) {
    const Job job = both({"", checkpointing}, engine);
    try_each(job, "kill@end; truncate[ckpt:5]@resume1",
             [](Look& look) { look.equal(look.file("found"), "{\"ver", "the checkpoint"); });
    try_each(job, "kill@end; truncate[ckpt]@resume1", [](Look& look) {
      look.equal(look.file("found"), "{\"version\": ", "the checkpoint");
    });
    try_each(job, "kill@end; empty[ckpt]@resume1",
             [](Look& look) { look.equal(look.file("found"), "", "the checkpoint"); });
    try_each(job, "kill@end; truncate[ckpt:5000]@resume1", [](Look& look) {
      look.expect(!look.evidence.fault_happened, "there is no such end to take");
    });
  }
}

// The user's own files may be a link away.
TEST(Truncation, TouchesNothingOutsideOfTheWorkspace) {
  char outside[] = "/var/tmp/crashproof-outside-XXXXXX";
  ASSERT_GE(::mkstemp(outside), 0);
  ASSERT_EQ(::truncate(outside, 100), 0);
  const Job job{"ln -s " + std::string(outside) + " link; ln -s /var/tmp up", "echo x > a"};
  const std::string name = std::string(outside).substr(std::string(outside).rfind('/') + 1);
  for (const std::string& path : {std::string("link"), "up/" + name}) {
    try_each(job, "kill@end; empty[" + path + "]@resume1", [&](Look& look) {
      look.expect(!look.evidence.fault_happened, "it did not happen");
      look.expect(!look.evidence.not_happened.empty(), "and the reason is told");
    });
  }
  EXPECT_EQ(::truncate(outside, 100), 0);
  ::unlink(outside);
}

TEST(Replica, RunsBesideTheResume) {
  // Whoever comes second finds the other at work.
  const Job job{"",
                "mkdir lock 2>/dev/null || { echo second >> ran; exit 9; }; echo first >> ran; "
                "sleep 0.5; rmdir lock"};
  for (const Engine engine : {Engine::live, Engine::replay}) {
    try_each(both(job, engine), "kill@start; replica@resume1", [](Look& look) {
      look.expect(look.evidence.fault_happened, "it happens: " + look.evidence.not_happened);
      look.expect(look.evidence.resumes.size() == 2, "both copies are kept");
      look.expect(look.evidence.resumes.size() == 2 && look.evidence.resumes[0].exit.code == 9,
                  "the one that gave way comes first");
      look.expect(look.evidence.resumes.back().exit.succeeded(), "the other ended well");
      const std::string ran = look.file("ran");
      look.expect(ran == "first\nsecond\n" || ran == "second\nfirst\n", "both ran: " + ran);
    });
  }
}

TEST(Replica, StartsAfterItsDelay) {
  const Job job{"", "echo begin >> ran; sleep 0.1; echo end >> ran; echo out"};
  try_each(job, "kill@start; replica[0.6]@resume1", [](Look& look) {
    look.equal(look.file("ran"), "begin\nend\nbegin\nend\n", "the order");
    for (const RunOutcome& run : look.evidence.resumes) {
      look.equal(run.output_tail, "out\n", "the output of each");
    }
  });
}

TEST(Replica, IsEndedWithAllThatItLeavesBehind) {
  const Job job{"", "echo begin >> ran; sleep 600 & setsid sleep 600 &"};
  try_each(job, "kill@start; replica@resume1", [](Look& look) {
    look.expect(look.evidence.resumes.size() == 2, "both copies are kept");
    for (const RunOutcome& run : look.evidence.resumes) {
      look.expect(run.leftover_processes == 2, "each with its own leftovers");
    }
  });
}

TEST(Replica, CannotBeStruckAtAPosition) {
  try_each({"", "echo x > a"}, "kill@start; replica@resume1; kill@resume1:after:write(a)",
           [](Look& look) {
             look.expect(!look.evidence.fault_happened, "it did not happen");
             look.expect(look.evidence.not_happened.starts_with("replica@resume1: two copies"),
                         "and the reason is told");
           });
}

TEST(OtherCommand, RunsOneResume) {
  for (const Engine engine : {Engine::live, Engine::replay}) {
    try_each(both({"", logging("echo usual")}, engine),
             "kill@after:write(log); command[echo 'other, [1\\] = x' >> log; exit 4]@resume1",
             [](Look& look) {
               look.equal(look.file("log"), "usual\nother, [1] = x\nusual\n", "who ran");
               look.expect(look.evidence.resumes.size() == 2, "a failed one is resumed as usual");
             });
  }
}

TEST(Schedule, OfSeveralStepsIsCarriedOutInOrder) {
  const Job job{"", "echo run >> runs; echo $(uname -n) > host; echo b >> b; echo c >> c"};
  for (const Engine engine : {Engine::live, Engine::replay}) {
    try_each(both(job, engine),
             "kill@after:write(b); empty[b]@resume1; kill@resume1:after:write(b); "
             "command[cat runs b > seen]@resume2",
             [](Look& look) {
               look.expect(look.evidence.fault_happened, "it happens");
               look.expect(look.evidence.resumes.size() == 2, "two resumes");
               look.expect(look.evidence.resumes[0].exit.how == How::killed, "the first is killed");
               look.equal(look.file("seen"), "run\nrun\nb\n", "what the last one saw");
             });
  }
}

TEST(Schedule, DropsWhatAResumeDoesNotReach) {
  const Job job{"", "[ -e a ] && exit 0; echo a > a; echo b > b"};
  try_each(
      job, "kill@after:write(a); kill@resume1:after:write(b); empty[a]@resume2", [](Look& look) {
        look.expect(look.evidence.fault_happened, "it happens");
        look.equal(look.evidence.schedule, "kill@after:write(a)", "what was carried out");
        look.expect(look.evidence.dropped ==
                        std::vector<std::string>{"kill@resume1:after:write(b)", "empty[a]@resume2"},
                    "it says what was not");
        look.equal(look.file("a"), "a\n", "a");
      });
}

TEST(Schedule, WhoseChangesSpanRunsGoesOnAfterAGoodEnd) {
  try_each({"", logging("echo run")}, "kill@end; empty[log]@resume2", [](Look& look) {
    look.expect(look.evidence.resumes.size() == 2, "two resumes");
    look.equal(look.file("log"), "run\n", "the last one's log");
    look.equal(look.evidence.schedule, "kill@end; empty[log]@resume2", "the schedule");
    look.expect(look.evidence.dropped.empty(), "all of it was carried out");
  });
}

TEST(Schedule, OfARunThatNeverComesIsCutShort) {
  const Job job{"", logging("echo run"), 2};
  try_each(job, "kill@end; empty[log]@resume4000000000", [](Look& look) {
    look.expect(look.evidence.fault_happened, "it happens");
    look.expect(look.evidence.resumes.size() == 2, "as many resumes as are allowed");
    look.equal(look.evidence.schedule, "kill@end", "what was carried out");
    look.expect(look.evidence.dropped.size() == 1, "it says what was not");
  });
}

TEST(Schedule, LeavesTracesOfItsRunsIfAsked) {
  try_each(
      {"", "echo a > a"}, "kill@after:write(a); empty[a]@resume1",
      [](Look& look) {
        look.expect(look.traces.first && !look.traces.first->events.empty(), "of the first");
        look.expect(look.traces.resumes.size() == 1, "and of the resume");
        bool wrote = false;
        for (const Event& event : look.traces.resumes.at(0).events) {
          wrote = wrote || (event.kind == EventKind::write &&
                            look.traces.resumes[0].blobs->get(event.bytes) == "a\n");
        }
        look.expect(wrote, "with its bytes");
      },
      true);
}

}  // namespace
}  // namespace crashproof::testing
