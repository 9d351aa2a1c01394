// Which files are taken for items of work where nobody names any.
#include "harness/judge/items.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/judge/recording.h"
#include "tests/model/arbitrary.h"

namespace crashproof {
namespace {

using Groups = std::vector<std::vector<std::string>>;

TEST(DefaultItems, AreInputsThatNotEachRunReads) {
  const Trace run = Recording().open("etl.py").open("a.csv").open("b.csv").open("etl.py");
  const Trace rerun = Recording().open("etl.py").write("b.csv", 0, "x");
  EXPECT_EQ(default_items({"etl.py", "a.csv", "b.csv"}, run, rerun, {}),
            (Groups{{"a.csv", "b.csv"}}));
}

TEST(DefaultItems, AreInputsThatARerunReadsLessOftenWhereItLooksAtThemAll) {
  const Trace digests = Recording().open("settings").open("a.csv").open("b.csv");
  const Trace run = Recording()
                        .open("settings")
                        .open("a.csv")
                        .open("b.csv")
                        .open("a.csv")
                        .event(EventKind::create, "a.out")
                        .open("b.csv");
  const FileTree final_state{{"a.csv", FileEntry{}}, {"a.out", FileEntry{}}};
  // Next to them outputs, to be counted apart.
  EXPECT_EQ(default_items({"settings", "a.csv", "b.csv"}, run, digests, final_state),
            (Groups{{"a.csv", "b.csv"}, {"a.out"}}));
  EXPECT_EQ(default_items({"settings"}, run, digests, final_state), (Groups{{"a.out"}}));
  EXPECT_EQ(default_items({"settings"}, run, digests, {}), Groups{});
}

TEST(OutputsMadeOnce, AreFinalFilesThatTheRunMadeOrPutInPlaceOnce) {
  const Trace run = Recording()
                        .event(EventKind::create, "out/1")
                        .write("out/1", 0, "x")
                        .write("out/1", 1, "y")
                        .event(EventKind::create, "out/2.tmp")
                        .event(EventKind::rename, "out/2.tmp", "out/2")
                        .event(EventKind::rename, "ckpt.tmp", "ckpt")
                        .event(EventKind::rename, "ckpt.tmp", "ckpt")
                        .event(EventKind::truncate, "old")
                        .write("log", 0, "appended")
                        .event(EventKind::mkdir, "out")
                        .event(EventKind::create, "gone")
                        .event(EventKind::unlink, "gone");
  FileTree final_state;
  for (const std::string path : {"out/1", "out/2", "ckpt", "old", "log", "untouched"}) {
    final_state[path] = FileEntry{};
  }
  final_state["out"].type = FileType::directory;
  EXPECT_EQ(outputs_made_once(run, final_state),
            (std::vector<std::string>{"old", "out/1", "out/2"}));
}

RC_GTEST_PROP(OutputsMadeOnce, AreFilesOfTheFinalState, (const Trace& run)) {
  FileTree final_state;
  for (const Event& event : run.events) {
    final_state[event.path].type =
        *rc::gen::element(FileType::regular, FileType::regular, FileType::symlink);
  }
  const std::vector<std::string> outputs = outputs_made_once(run, final_state);
  RC_ASSERT(std::ranges::is_sorted(outputs));
  for (const std::string& path : outputs) {
    RC_ASSERT(final_state.at(path).type == FileType::regular);
    RC_ASSERT(std::ranges::any_of(run.events, [&](const Event& event) {
      return changes_files(event.kind) && subject_path(event) == path;
    }));
  }
}

}  // namespace
}  // namespace crashproof
