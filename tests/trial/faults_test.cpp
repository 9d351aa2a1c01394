// What strikes a live run: each fault does to a small job what its description says, the job's
// first run is kept as evidence, and a fault that did not happen is told.
#include <gtest/gtest.h>

#include <string>

#include "tests/trial/tried.h"

namespace crashproof::testing {
namespace {

using How = RunExit::How;

bool first_exited(const Look& look, int code) {
  const auto& run = look.evidence.first_run;
  return run && run->exit.how == How::exited && run->exit.code == code;
}

bool resumed_well(const Look& look, std::size_t resumes = 1) {
  return look.evidence.fault_happened && look.evidence.resumes.size() == resumes &&
         look.evidence.resumes.back().exit.succeeded();
}

TEST(Errno, FailsOneCallAndTheJobSeesIt) {
  const Job job{"", "echo one > a || exit 5; /bin/echo two > b || exit 6; echo three > c"};
  try_each(job, "errno[ENOSPC]@before:write(b)", [](Look& look) {
    look.expect(first_exited(look, 6), "the first run ends with 6");
    look.expect(look.evidence.first_run->output_tail.find("No space left") != std::string::npos,
                "the first run's output is kept");
    look.expect(resumed_well(look), "one resume, well");
    look.equal(look.file("b"), "two\n", "b");
  });
}

TEST(Errno, FailsAsOftenAsItSays) {
  const Job job{"", "until echo x > a; do echo again >> tries; done 2>/dev/null"};
  try_each(job, "errno[EIO,times=3]@before:write(a)", [](Look& look) {
    look.expect(first_exited(look, 0), "the first run ends well");
    look.equal(look.file("tries"), "again\nagain\nagain\n", "tries");
  });
}

TEST(Errno, StrikesAnOpenForReading) {
  const Job job{"echo in > in", "cat in > out || { echo no > failed; exit 3; }"};
  try_each(job, "errno[EMFILE]@before:open(in)", [](Look& look) {
    look.expect(first_exited(look, 3), "the first run ends with 3");
    look.equal(look.file("out"), "in\n", "out");
  });
}

TEST(Errno, OfACallThatNeverComesIsNoTrial) {
  try_each({"", "echo x > a"}, "errno[EIO]@before:fsync(a)", [](Look& look) {
    look.expect(!look.evidence.fault_happened, "it did not happen");
    look.equal(look.evidence.not_happened,
               "errno[EIO]@before:fsync(a): the first run did not reach it", "the reason");
    look.expect(look.evidence.resumes.empty(), "nothing is resumed");
    look.expect(look.evidence.trouble.empty(), "nobody is to blame");
  });
}

TEST(ShortWrite, PutsDownFewerBytes) {
  const Job job{"",
                "[ -e n ] || /usr/bin/python3 -ISBc 'import os\n"
                "fd = os.open(\"out\", os.O_CREAT | os.O_WRONLY)\n"
                "n = os.write(fd, b\"0123456789\")\n"
                "open(\"n\", \"w\").write(str(n))'"};
  try_each(job, "short-write[4]@before:write(out)", [](Look& look) {
    look.expect(resumed_well(look), "one resume, well");
    look.equal(look.file("n"), "4", "n");
    look.equal(look.file("out"), "0123", "out");
  });
}

TEST(DiskFull, FailsEverythingThatNeedsSpaceUntilTheRunHasEnded) {
  const Job job{"",
                "bad=; echo 1 > a || bad=a; mkdir d || bad=${bad}d; touch e || bad=${bad}e; "
                "rm -f old; [ -z \"$bad\" ] || exit 7",
                3};
  Job with_old = job;
  with_old.files = "echo old > old";
  try_each(with_old, "disk-full@before:write(a)", [](Look& look) {
    look.expect(first_exited(look, 7), "the first run ends with 7");
    look.equal(look.file("old"), "(none)", "old, which takes no space to remove,");
    look.equal(look.file("a"), "1\n", "a");
    look.expect(resumed_well(look), "one resume, well");
    look.expect(look.mtime_ns("d") != 0 && look.mtime_ns("e") != 0, "there is space again");
  });
}

constexpr const char* flushing =
    "[ -e flushed ] && exit 0; trap 'echo state > flushed; exit 0' TERM INT HUP; echo x > a; "
    "i=0; while [ $i -lt 100 ]; do sleep 0.1 & wait $!; i=$((i+1)); done; echo late > b";

TEST(Interrupt, LetsTheJobFlush) {
  for (const std::string signal : {"TERM", "INT,group", "HUP"}) {
    try_each({"", flushing}, "interrupt[" + signal + "]@after:write(a)", [](Look& look) {
      look.expect(first_exited(look, 0), "the first run ends well");
      look.equal(look.file("flushed"), "state\n", "flushed");
      look.equal(look.file("b"), "(none)", "b");
      look.expect(resumed_well(look), "one resume, well");
      const auto& stopping = look.evidence.stopping;
      look.expect(stopping && !stopping->outlived_grace && stopping->seconds < 2,
                  "it stops in time");
    });
  }
}

TEST(Interrupt, KillsWhatIgnoresIt) {
  const Job job{"",
                "[ -e a ] && exit 0; trap '' TERM; echo x > a; "
                "i=0; while [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done"};
  try_each(job, "interrupt[TERM,grace=0.3]@after:write(a)", [](Look& look) {
    const auto& stopping = look.evidence.stopping;
    look.expect(stopping && stopping->outlived_grace, "it outlives its grace time");
    look.expect(stopping && stopping->seconds > 0.2 && stopping->seconds < 5, "and is killed then");
    look.expect(look.evidence.first_run->exit.how == How::killed, "by us");
    look.expect(resumed_well(look), "one resume, well");
  });
}

constexpr const char* two_workers =
    "[ -e begun ] && { ls > seen; exit 0; }; echo x > begun; "
    "(sleep 0.1; echo a1 > a1; echo a2 > a2) & (sleep 0.3; echo b1 > b1; echo b2 > b2) & wait; "
    "echo end > end";

TEST(KillOne, LeavesTheOthersAlone) {
  try_each({"", two_workers}, "kill-one[main/1]@after:write(a1)", [](Look& look) {
    look.expect(first_exited(look, 0), "the first run goes on to its end");
    look.equal(look.file("seen"), "a1\nb1\nb2\nbegun\nend\nseen\n", "what there was");
  });
}

TEST(KillOne, GoesWithTheDeathOfAll) {
  try_each({"", two_workers}, "kill-one[main/1]@after:write(a1); kill@after:write(b1)",
           [](Look& look) {
             look.expect(look.evidence.first_run->exit.how == How::killed, "killed");
             look.equal(look.file("seen"), "a1\nb1\nbegun\nseen\n", "what there was");
           });
}

TEST(KillOne, MayLeadTheRunPastASecondStrike) {
  try_each({"", two_workers}, "kill-one[main/1]@after:write(a1); kill@after:write(a2)",
           [](Look& look) {
             look.expect(look.evidence.fault_happened, "it happens");
             look.equal(look.evidence.schedule, "kill-one[main/1]@after:write(a1)",
                        "what was carried out");
             look.expect(look.evidence.dropped == std::vector<std::string>{"kill@after:write(a2)"},
                         "it says what was not");
           });
}

TEST(Stall, LetsTheOthersOvertake) {
  try_each({"", two_workers}, "stall[main/1,seconds=0.8]@before:write(a1)", [](Look& look) {
    look.expect(look.evidence.first_run->exit.how == How::killed, "all are killed in the end");
    look.equal(look.file("seen"), "a1\nb1\nb2\nbegun\nseen\n", "what there was");
    look.equal(look.file("a1"), "", "a1");
  });
}

TEST(Library, FailsTheCallThatItNames) {
  const Job job{"echo x > in", "for i in 1 2 3; do dd if=in of=f$i status=none || exit 1$i; done"};
  try_each(job, "library[posix/io/rw/write,call=2,errno=ENOSPC]@start", [](Look& look) {
    look.expect(first_exited(look, 12), "the second write fails");
    look.expect(look.evidence.first_run->output_tail.find("No space left") != std::string::npos,
                "with this errno");
    look.expect(resumed_well(look), "one resume, well");
  });
}

TEST(Library, CountsCallsOverAllProcesses) {
  const Job job{"", "sh -c 'echo 1 > a' && sh -c 'echo 2 > b' && sh -c 'echo 3 > c'"};
  try_each(job, "library[posix/io/rw/write,call=3]@start", [](Look& look) {
    look.expect(look.evidence.fault_happened, "it happens");
    look.expect(look.evidence.first_run && !look.evidence.first_run->exit.succeeded(), "it fails");
    look.equal(look.file("b"), "2\n", "b");
  });
}

TEST(Library, ThatNobodyCallsIsNoTrial) {
  try_each({"", "echo 1 > a"}, "library[posix/io/dir/rename]@start", [](Look& look) {
    look.expect(!look.evidence.fault_happened, "it did not happen");
    look.expect(!look.evidence.not_happened.empty(), "and the reason is told");
  });
}

// Takes each item up at most so many times, then sets it aside.
std::string item_by_item(int times) {
  return "mkdir -p done tries; for f in in/*; do n=${f#in/}; [ -e done/$n ] && continue; "
         "t=$(cat tries/$n 2>/dev/null | wc -l); [ $t -ge " +
         std::to_string(times) +
         " ] && continue; echo x >> tries/$n; cat $f > done/.$n && mv done/.$n done/$n; done";
}

TEST(Poison, KillsWhoeverTouchesTheItem) {
  const Job job{"mkdir in; for i in a b c; do echo $i > in/$i; done", item_by_item(2), 5};
  try_each(job, "poison[in/b]@every", [](Look& look) {
    look.expect(look.evidence.fault_happened, "it happens");
    look.equal(look.evidence.schedule, "poison[in/b]@every", "the schedule");
    look.expect(look.evidence.first_run->exit.how == How::killed, "the first run is killed");
    look.expect(look.evidence.resumes.size() == 2, "one resume is killed, one ends");
    look.expect(look.evidence.resumes.back().exit.succeeded(), "well");
    look.equal(look.file("done/a") + look.file("done/c"), "a\nc\n", "the other items");
    look.equal(look.file("done/b"), "(none)", "the poisoned item");
  });
}

TEST(Poison, UsesUpTheAttempts) {
  const Job job{"mkdir in; for i in a b c; do echo $i > in/$i; done", item_by_item(99), 4};
  try_each(job, "poison[in/b]@every", [](Look& look) {
    look.expect(look.evidence.fault_happened, "it happens");
    look.expect(look.evidence.resumes.size() == 4, "as many resumes as are allowed");
    look.expect(look.evidence.resumes.back().exit.how == How::killed, "all killed");
    look.equal(look.file("done/c"), "(none)", "what comes after it");
  });
}

TEST(Poison, MayBeMetOnlyByTheResume) {
  const Job job{"mkdir in; for i in a b c; do echo $i > in/$i; done", item_by_item(2), 5};
  try_each(job, "kill@after:rename(done/a); poison[in/b]@every", [](Look& look) {
    look.expect(look.evidence.fault_happened, "it happens: " + look.evidence.not_happened);
    look.expect(look.evidence.resumes.size() == 3, "two resumes are killed, one ends");
    look.equal(look.file("done/c"), "c\n", "the last item");
  });
  try_each(job, "kill@after:rename(done/a); poison[in/none]@every", [](Look& look) {
    look.expect(!look.evidence.fault_happened, "it did not happen");
    look.equal(look.evidence.not_happened, "poison[in/none]@every: no run reached it",
               "the reason");
  });
}

TEST(Poison, ThatNobodyTouchesIsNoTrial) {
  try_each({"", "echo x > a"}, "poison[in/none]@every", [](Look& look) {
    look.expect(!look.evidence.fault_happened, "it did not happen");
    look.equal(look.evidence.not_happened, "poison[in/none]@every: the first run did not reach it",
               "the reason");
  });
}

}  // namespace
}  // namespace crashproof::testing
