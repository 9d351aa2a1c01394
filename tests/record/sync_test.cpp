// Writes that sync by themselves show their sync in the Trace, and what promises nothing shows
// none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "faults/persistence/catalogue.h"
#include "harness/plan/power_loss_states.h"
#include "tests/persistence/script.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr std::array kPlainKinds = {EventKind::fork, EventKind::exec, EventKind::exit};

bool is_sync(const Event& event) {
  return event.kind == EventKind::fsync || event.kind == EventKind::fdatasync;
}

class Syncs : public ::testing::Test {
 protected:
  // The run of one act; "in" is there for what copies.
  Trace run(const std::string& act) {
    sandbox_.put("in", "0123456789");
    return record(act);
  }
  Trace record(const std::string& act) {
    Trace trace = supervise(sandbox_.supervision({subject("syncing_writer"), act})).trace;
    EXPECT_EQ(children_left(), 0);
    return trace;
  }

  // "kind path call" of each event on files.
  static std::vector<std::string> told(const Trace& trace) {
    std::vector<std::string> lines;
    for (const Event& event : trace.events) {
      if (std::count(kPlainKinds.begin(), kPlainKinds.end(), event.kind) > 0) continue;
      lines.push_back(std::string(name_of(event.kind)) + " " + event.path + " " + event.call);
    }
    return lines;
  }

  std::vector<std::string> act(const std::string& name) {
    const Trace trace = run(name);
    EXPECT_TRUE(trace.exit.succeeded()) << trace.exit.code;
    return told(trace);
  }

  Sandbox sandbox_;
};

TEST_F(Syncs, DescriptorThatSyncsData) {
  EXPECT_THAT(
      act("data_sync"),
      ElementsAre("create out openat", "write out write", "fdatasync out write",
                  "write out pwrite64", "fdatasync out pwrite64", "write out pwrite64",
                  "fdatasync out pwrite64", "write out pwritev2", "fdatasync out pwritev2"));
}

TEST_F(Syncs, DescriptorThatSyncsAll) {
  EXPECT_THAT(
      act("whole_sync"),
      ElementsAre("create out openat", "write out write", "fsync out write", "write out pwrite64",
                  "fsync out pwrite64", "write out pwritev2", "fsync out pwritev2"));
}

TEST_F(Syncs, CallThatSyncs) {
  EXPECT_THAT(act("by_call"),
              ElementsAre("create out openat", "write out pwritev2", "fdatasync out pwritev2",
                          "write out pwritev2", "fsync out pwritev2", "write out pwritev2"));
}

TEST_F(Syncs, SaysWhatWasWritten) {
  const Trace trace = run("data_sync");
  for (std::size_t n = 0; n < trace.events.size(); ++n) {
    if (!is_sync(trace.events[n])) continue;
    Event expected = trace.events[n - 1];
    ASSERT_EQ(expected.kind, EventKind::write);
    expected.kind = EventKind::fdatasync;
    expected.index = n;
    expected.bytes = 0;
    EXPECT_EQ(trace.events[n], expected);
  }
}

TEST_F(Syncs, FlagsOfADescriptorStay) {
  EXPECT_THAT(act("set_later"), ElementsAre("create out openat", "write out write",
                                            "write out write", "fdatasync out write"));
}

TEST_F(Syncs, FlagsGoWithACopyOfTheDescriptor) {
  EXPECT_THAT(act("passed_on"),
              ElementsAre("create out openat", "write out write", "fdatasync out write"));
}

TEST_F(Syncs, WhatWritesNothingSyncsNothing) {
  EXPECT_THAT(act("nothing"), ElementsAre("create out openat"));
}

// Not every file system makes them durable.
TEST_F(Syncs, ChangesOfSizeAreNoWrites) {
  EXPECT_THAT(act("not_a_write"),
              ElementsAre("create out openat", "allocate out fallocate", "truncate out ftruncate"));
}

TEST_F(Syncs, CopiesFromDescriptors) {
  EXPECT_THAT(act("copies"),
              ElementsAre("create out openat", "write out copy_file_range",
                          "fdatasync out copy_file_range", "write out sendfile",
                          "fdatasync out sendfile", "write out splice", "fdatasync out splice"));
}

TEST_F(Syncs, Clones) {
  const Trace trace = run("clone");
  if (trace.exit.code == 77) GTEST_SKIP() << "no clones on this file system";
  EXPECT_THAT(told(trace), ElementsAre("create out openat", "write out ioctl", "fsync out ioctl"));
}

TEST_F(Syncs, AsynchronousWrites) {
  const Trace trace = run("aio");
  EXPECT_TRUE(trace.exit.succeeded());
  EXPECT_THAT(told(trace),
              ElementsAre("create out openat", "write out io_submit", "write out io_submit",
                          "fdatasync out io_submit", "write out io_submit", "fsync out io_submit"));
  EXPECT_THAT(trace.gaps, Contains(Field(&Gap::what, HasSubstr("asynchronous writes that sync"))));
}

// Without a name nothing is durable.
TEST_F(Syncs, FollowTheFileToItsNewName) {
  EXPECT_THAT(act("renamed"),
              ElementsAre("create out openat", "write out write", "fdatasync out write",
                          "rename out rename", "write moved write", "fdatasync moved write",
                          "unlink moved unlink"));
}

TEST_F(Syncs, FileWithoutAName) {
  EXPECT_THAT(act("unnamed"),
              ElementsAre(HasSubstr("tmpfile #"), HasSubstr("write #"), HasSubstr("fdatasync #"),
                          HasSubstr("link #"), "write out write", "fdatasync out write"));
}

TEST_F(Syncs, OnlyMsyncThatWaitsIsOne) {
  EXPECT_THAT(act("mapped"),
              ElementsAre("create out openat", "truncate out ftruncate", "mapped_store out ",
                          "mapped_store out ", "mapped_store out ", "msync out msync"));
}

// As if the device had failed: the call is not made, and nothing was written or synced.
TEST_F(Syncs, CanBeMadeToFail) {
  Supervision supervision = sandbox_.supervision({subject("syncing_writer"), "data_sync"});
  Injection injection;
  injection.position.edge = Position::Edge::before;
  injection.position.kind = EventKind::fdatasync;
  injection.position.glob = "out";
  injection.position.occurrence = 2;
  injection.effect = Injection::Effect::fail_call;
  injection.error = EIO;
  injection.times = 1;
  supervision.injections = {injection};
  const Supervised run = supervise(supervision);
  EXPECT_EQ(run.trace.exit.code, 1);
  EXPECT_THAT(told(run.trace),
              ElementsAre("create out openat", "write out write", "fdatasync out write"));
}

// The least number of records that a power cut leaves of those whose writes had returned, less
// these: 0 means that none is ever lost.
int records_lost(const Trace& trace) {
  const Effects effects(trace);
  const PowerLossPlan plan =
      plan_power_loss(effects, {persistence_model_named("ext4-ordered")}, {}, {});
  EXPECT_GT(plan.states.size(), 10u);
  EXPECT_EQ(plan.left_out, 0u);
  int lost = 0;
  for (const PowerLossState& state : plan.states) {
    const auto end = trace.events.begin() + static_cast<std::ptrdiff_t>(state.models.at(0).until);
    // The write of a record that syncs itself has returned only after its sync.
    const bool syncing = std::any_of(trace.events.begin(), trace.events.end(), is_sync);
    const auto returned = std::count_if(trace.events.begin(), end, [&](const Event& event) {
      return syncing ? is_sync(event) : event.kind == EventKind::write;
    });
    const Tree tree = tree_of(effects, state.survival);
    const std::string text = tree.contains("out") ? tree.at("out") : "";
    int kept = 0;
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (text.find(std::string(99, digit) + "\n") != std::string::npos) ++kept;
    }
    lost = std::max(lost, static_cast<int>(returned) - kept);
  }
  return lost;
}

TEST_F(Syncs, LogThatSyncsLosesNoCompletedRecord) {
  const Trace trace = record("safe_log");
  EXPECT_EQ(std::count_if(trace.events.begin(), trace.events.end(), is_sync), 10);
  EXPECT_EQ(records_lost(trace), 0);
}

TEST_F(Syncs, LogThatDoesNotSyncLosesThemAll) {
  EXPECT_EQ(records_lost(record("plain_log")), 10);
}

}  // namespace
}  // namespace crashproof::testing
