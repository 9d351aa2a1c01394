// States of survivals: made as files they are what the survival says, and equal hashes mean it.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "faults/persistence/catalogue.h"
#include "harness/model/surviving_states.h"
#include "harness/trial/mirror.h"
#include "harness/trial/power_loss.h"
#include "tests/persistence/recorded_run.h"

namespace crashproof::testing {
namespace {

namespace fs = std::filesystem;

const int kFewCases = ::setenv("RC_PARAMS", "max_success=15", 0);

std::vector<Survival> survivals_of(const PersistenceModel& model, const Effects& effects,
                                   std::uint64_t per_point) {
  std::vector<Survival> all;
  const auto source = model.over(effects);
  for (std::uint64_t moment = 0; moment <= effects.size(); ++moment) {
    source->survivals(moment, {.per_point = per_point, .pages_per_write = 4},
                      [&](Survival survival) { all.push_back(std::move(survival)); });
  }
  return all;
}

// Whatever survives, permitted or not.
Survival any_survival(const Effects& effects) {
  using How = Fate::How;
  Survival survival;
  survival.model = "posix-minimum";
  survival.failed_after = *rc::gen::inRange<std::uint64_t>(0, effects.size() + 1);
  survival.names_upto = *rc::gen::inRange<std::uint64_t>(0, survival.failed_after + 1);
  survival.data_upto = *rc::gen::inRange<std::uint64_t>(0, survival.failed_after + 1);
  const auto count = *rc::gen::inRange(0, 6);
  for (int n = 0; n < count && survival.failed_after > 0; ++n) {
    const auto event = *rc::gen::inRange<std::uint64_t>(0, survival.failed_after);
    if (!effects.is_write(event) && !effects.is_change_of_names(event)) continue;
    Fate fate{*rc::gen::element(How::kept, How::lost), 0, {}};
    if (effects.is_write(event)) {
      fate.how = *rc::gen::element(How::kept, How::lost, How::zeros, How::head, How::pages);
    }
    if (fate.how == How::head) fate.bytes = *rc::gen::inRange<std::uint64_t>(1, 5000);
    if (fate.how == How::pages) fate.pages = {effects.event(event).offset / 4096};
    survival.fates[event] = fate;
  }
  return survival;
}

std::string made_as_files(RecordedRun& run, const Survival& survival, SurvivingStates& states) {
  const std::string root = run.copy_of_beginning();
  Mirror mirror(root, run.trace());
  mirror.roll_to({SurvivingStates::base_of(survival), std::nullopt});
  apply_changes(states.changes(survival), root, {});
  return unlike(picture_of(run.effects(), survival), picture_of_files(root), true);
}

RC_GTEST_PROP(SurvivingStates, OfEachModelAreMadeAsFiles, ()) {
  RecordedRun run(*rc::gen::inRange<unsigned>(1, 1'000'000), 50, 1);
  SurvivingStates states(run.effects());
  for (const PersistenceModel* model : persistence_catalogue()) {
    const std::vector<Survival> all = survivals_of(*model, run.effects(), 50);
    for (int n = 0; n < 5; ++n) {
      const Survival& survival = all[*rc::gen::inRange<std::size_t>(0, all.size())];
      RC_LOG() << to_string(survival, run.trace());
      RC_ASSERT(made_as_files(run, survival, states) == "");
    }
  }
}

RC_GTEST_PROP(SurvivingStates, OfAnySurvivalAreMadeAsFiles, ()) {
  RecordedRun run(*rc::gen::inRange<unsigned>(1, 1'000'000), 50, 1);
  SurvivingStates states(run.effects());
  for (int n = 0; n < 20; ++n) {
    const Survival survival = any_survival(run.effects());
    RC_LOG() << survival.failed_after << " " << to_string(survival, run.trace()) << "\n";
    RC_ASSERT(made_as_files(run, survival, states) == "");
  }
}

// Names at one moment or another, and some that lead through what is no directory.
std::set<std::string> any_paths(const Effects& effects) {
  std::set<std::string> paths{"", "nothing/there"};
  for (const std::uint64_t gap : {std::uint64_t{0}, effects.size() / 2, effects.size()}) {
    for (const auto& [path, entry] : picture_of(effects, everything_until(gap))) {
      paths.insert(path);
      paths.insert(path + "/f1");
    }
  }
  return paths;
}

Tree regular_files_among(const std::set<std::string>& paths, Tree tree) {
  std::erase_if(tree, [&](const auto& entry) {
    const bool regular = !entry.second.ends_with("<dir>") && !entry.second.starts_with("-> ") &&
                         entry.second != "<other>";
    return !regular || !paths.contains(entry.first);
  });
  return tree;
}

RC_GTEST_PROP(SurvivingStates, KnowTheFilesOfAnyMomentFromAnyBase, ()) {
  RecordedRun run(*rc::gen::inRange<unsigned>(1, 1'000'000), 60, 1);
  const Effects& effects = run.effects();
  const std::set<std::string> paths = any_paths(effects);
  SurvivingStates states(effects);
  for (int n = 0; n < 4; ++n) {
    states.hash(any_survival(effects));
    const auto gap = *rc::gen::inRange<std::uint64_t>(0, effects.size() + 1);
    Tree found;
    for (const PathChange& file : states.files_at(gap, paths)) {
      RC_ASSERT(file.to == PathChange::To::file);
      found[file.path] = fmt::format("{:04o} {}", file.mode, file.content);
    }
    const Tree all = picture_of(effects, everything_until(gap));
    RC_ASSERT(unlike(regular_files_among(paths, all), found) == "");
  }
}

TEST(SurvivingStates, LookAtTheFilesOfAMomentAlone) {
  Script script(Tree{{"d/kept", "k"}, {"d/other", "o"}, {"log", "l"}});
  script.write("log", 1, "1").write("log", 2, "2").rename("log", "d/log").unlink("d/kept");
  InitialTree initial = script.initial();
  std::set<std::string> listed;
  initial.names = [&, names = initial.names](const std::string& path) {
    listed.insert(path);
    return names(path);
  };
  const Effects effects(script.trace(), initial);
  SurvivingStates states(effects);
  states.hash(everything_until(3));
  const auto log = [](const std::string& path, const std::string& content) {
    return PathChange{path, PathChange::To::file, content, 0644, 0};
  };
  EXPECT_EQ(states.files_at(1, {"log", "d/log"}), std::vector{log("log", "l1")});
  EXPECT_EQ(states.files_at(4, {"log", "d/log", "d/kept"}), std::vector{log("d/log", "l12")});
  EXPECT_EQ(states.files_at(0, {"d/other", "d"}), std::vector{log("d/other", "o")});
  EXPECT_TRUE(states.files_at(0, {"/log", "nothing"}).empty());
  EXPECT_EQ(listed, std::set<std::string>());
}

RC_GTEST_PROP(SurvivingStates, HaveEqualHashesForEqualTreesAlone, ()) {
  RecordedRun run(*rc::gen::inRange<unsigned>(1, 1'000'000), 40, 1);
  SurvivingStates states(run.effects());
  std::map<std::uint64_t, Tree> known;
  std::map<Tree, std::uint64_t> hashes;
  const auto check = [&](const Survival& survival) {
    const std::uint64_t hash = states.hash(survival);
    const Tree tree = picture_of(run.effects(), survival);
    RC_ASSERT(known.try_emplace(hash, tree).first->second == tree);
    RC_ASSERT(hashes.try_emplace(tree, hash).first->second == hash);
  };
  for (int n = 0; n < 60; ++n) check(any_survival(run.effects()));
  for (const Survival& survival :
       survivals_of(*persistence_model_named("posix-minimum"), run.effects(), 12)) {
    check(survival);
  }
}

// --- Changes to a real tree.

class MadeTree : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "crashproof-power-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    fs::create_directories(root_ + "/work/d");
    put("work/a", "old");
    fs::create_hard_link(root_ + "/work/a", root_ + "/work/b");
  }
  void TearDown() override { fs::remove_all(root_); }

  void put(const std::string& path, const std::string& content) const {
    std::ofstream(root_ + "/" + path) << content;
  }
  std::string read(const std::string& path) const {
    std::ifstream file(root_ + "/" + path);
    return std::string((std::istreambuf_iterator<char>(file)), {});
  }
  void apply(const std::vector<PathChange>& changes,
             const std::vector<std::string>& places = {}) const {
    apply_changes(changes, root_ + "/work", places);
  }
  std::string root_;
};

using To = PathChange::To;

TEST_F(MadeTree, AFileThatStaysTheSameFileKeepsItsOtherNames) {
  apply({{.path = "a", .to = To::file, .content = "new", .mode = 0600, .mtime_ns = 5'000'000'007}});
  EXPECT_EQ(read("work/b"), "new");
  struct stat status {};
  ::stat((root_ + "/work/a").c_str(), &status);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(status.st_mtim.tv_sec, 5);
  EXPECT_EQ(status.st_mtim.tv_nsec, 7);
}

TEST_F(MadeTree, AFileThatIsAnotherLeavesTheOtherNamesAlone) {
  apply({{.path = "a", .content = ""}, {.path = "a", .to = To::file, .content = "new"}});
  EXPECT_EQ(read("work/a"), "new");
  EXPECT_EQ(read("work/b"), "old");
}

TEST_F(MadeTree, TypesChangeAndParentsAreMade) {
  apply({{.path = "a", .to = To::directory, .content = "", .mode = 0700},
         {.path = "a/in/deep", .to = To::file, .content = "x"},
         {.path = "d", .to = To::symlink, .content = "b"},
         {.path = "gone", .content = ""}});
  EXPECT_EQ(read("work/a/in/deep"), "x");
  EXPECT_TRUE(fs::is_symlink(root_ + "/work/d"));
  EXPECT_EQ(read("work/d"), "old");
}

TEST_F(MadeTree, DirectoriesKeepTheirTimes) {
  const auto before = fs::last_write_time(root_ + "/work");
  apply({{.path = "a", .content = ""}, {.path = "new", .to = To::file, .content = "x"}});
  EXPECT_EQ(fs::last_write_time(root_ + "/work"), before);
}

TEST_F(MadeTree, OnlyPrivatePlacesAreReachedOutside) {
  fs::create_directory(root_ + "/place");
  put("elsewhere", "mine");
  apply({{.path = root_ + "/place/f", .to = To::file, .content = "x"},
         {.path = root_ + "/elsewhere", .to = To::file, .content = "not mine"}},
        {root_ + "/place"});
  EXPECT_EQ(read("place/f"), "x");
  EXPECT_EQ(read("elsewhere"), "mine");
}

TEST_F(MadeTree, AFailureNamesTheFile) {
  try {
    apply({{.path = "b/below-a-file", .to = To::file, .content = "x"}});
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("b/below-a-file"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace crashproof::testing
