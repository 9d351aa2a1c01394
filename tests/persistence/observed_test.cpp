// The outcomes that were observed on ext4, xfs and btrfs when power was cut: every model of a file
// system must permit them, and must not permit what its rules exclude.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "faults/persistence/catalogue.h"
#include "tests/persistence/outcomes.h"
#include "tests/persistence/script.h"

namespace crashproof::testing {
namespace {

const std::string old_text(300, 'o');
const std::string new_text(500, 'n');

std::string class_of(const Tree& tree, const std::string& path) {
  const auto found = tree.find(path);
  if (found == tree.end()) return "missing";
  const std::string& text = found->second;
  if (text == old_text) return "old";
  if (text == new_text) return "new";
  if (text.empty()) return "empty";
  if (text == std::string(new_text.size(), '\0')) return "NUL";
  if (new_text.starts_with(text)) return "prefix";
  return "other";
}
Classify file(const std::string& path) {
  return [path](const Tree& tree) { return class_of(tree, path); };
}

void expect_contains(const Outcomes& allowed, const Outcomes& observed, const std::string& what) {
  for (const std::string& outcome : observed) {
    EXPECT_TRUE(allowed.contains(outcome)) << what << ": " << outcome << " was observed";
  }
}
void expect_without(const Outcomes& allowed, const Outcomes& excluded, const std::string& what) {
  for (const std::string& outcome : excluded) {
    EXPECT_FALSE(allowed.contains(outcome)) << what << ": " << outcome << " is excluded";
  }
}

// One row: what was observed on each file system, at any moment or after the last operation, and
// what the rules of each exclude.
struct Row {
  std::string name;
  Script script;
  Classify classify;
  bool after;  // the last operation; else at any moment
  std::map<std::string, Outcomes> observed;
  std::map<std::string, Outcomes> excluded;
};

Script before_target() {
  return Script(Tree{{"target", old_text}});
}

std::string appends_in(const Tree& tree) {
  const std::string& text = tree.at("log");
  if (text.size() < 100) return "lost";
  if (text.find_first_not_of(std::string("o\0", 2)) == std::string::npos) {
    return text.find('\0') == std::string::npos ? "old" : "old+NUL";
  }
  if (text.size() == 1100 && text.find('\0') == std::string::npos) return "full";
  if (text.find('\0') != std::string::npos) return "data and NUL";
  return text.size() % 100 == 0 ? "whole appends" : "part of one";
}

Script ten_appends() {
  Script script(Tree{{"log", std::string(100, 'o')}});
  for (std::uint64_t n = 0; n < 10; ++n) script.write("log", 100 + n * 100, std::string(100, 'a'));
  return script;
}

std::string pages_of(const Tree& tree) {
  const std::string& text = tree.at("file");
  const bool has_old = text.find('o') != std::string::npos;
  const bool has_new = text.find('n') != std::string::npos;
  if (text.size() != 65536) return "size";
  if (text.find('\0') != std::string::npos) return "NUL";
  return has_old && has_new ? "mix" : has_old ? "old" : "new";
}

std::vector<Row> rows() {
  const auto overwritten =
      Script(Tree{{"file", std::string(65536, 'o')}}).write("file", 0, std::string(65536, 'n'));
  const auto rename_over =
      before_target().create("tmp").write("tmp", 0, new_text).rename("tmp", "target");
  const auto rename_new = Script().create("tmp").write("tmp", 0, new_text).rename("tmp", "name");
  const auto rewrite = before_target().truncate("target", 0).write("target", 0, new_text);
  const auto moved_then_synced = Script(Tree{{"a", std::string("x")}})
                                     .rename("a", "b")
                                     .create("other")
                                     .write("other", 0, new_text)
                                     .fsync("other");
  const auto deep =
      Script().mkdir("d").mkdir("d/e").create("d/e/f").write("d/e/f", 0, new_text).fsync("d/e/f");
  const auto again = before_target().unlink("target").create("target").write("target", 0, new_text);
  const auto two_files =
      Script().create("A").write("A", 0, new_text).create("B").write("B", 0, new_text).fsync("B");
  const auto careful =
      before_target().create("tmp").write("tmp", 0, new_text).fsync("tmp").rename("tmp", "target");
  const auto append_then_rename = Script(Tree{{"A", old_text}, {"c.tmp", std::string("c")}})
                                      .write("A", 300, "appended")
                                      .rename("c.tmp", "c");
  const auto rename_without_data = [](const Tree& tree) {
    return std::string(tree.contains("c") ? "renamed" : "not") +
           (tree.at("A") == old_text ? " without" : " with");
  };
  const auto overtaken = Script(Tree{{"file", std::string(8192, 'o')}})
                             .truncate("file", 4096)
                             .write("file", 0, std::string(4096, 'n'));
  const auto cut_and_data = [](const Tree& tree) {
    const std::string& text = tree.at("file");
    return std::string(text.size() == 8192 ? "uncut" : "cut") + (text[0] == 'n' ? " new" : " old");
  };
  return {
      {"1 write tmp, rename over",
       rename_over,
       file("target"),
       false,
       {{"ext4-ordered", {"old", "new", "NUL"}},
        {"xfs", {"old", "empty"}},
        {"btrfs", {"old", "new", "empty"}},
        {"ext4-ordered-documented", {"old", "new"}},
        {"posix-minimum", {"old", "new", "NUL", "empty"}}},
       {{"strict", {"NUL", "empty", "missing", "prefix"}},
        {"ext4-ordered-documented", {"NUL", "empty", "missing", "prefix"}},
        {"ext4-ordered", {"missing", "other"}},
        {"xfs", {"NUL", "missing", "other"}},
        {"btrfs", {"NUL", "missing", "prefix", "other"}},
        {"posix-minimum", {"missing"}}}},
      {"2 write tmp, rename to a new name",
       rename_new,
       file("name"),
       false,
       {{"ext4-ordered", {"missing", "empty", "NUL", "new"}},
        {"xfs", {"missing", "empty"}},
        {"btrfs", {"missing", "empty", "new"}}},
       {{"strict", {"empty", "NUL"}}, {"xfs", {"NUL"}}, {"btrfs", {"NUL", "prefix"}}}},
      {"3 O_TRUNC rewrite",
       rewrite,
       file("target"),
       false,
       {{"ext4-ordered", {"old", "new", "NUL"}},
        {"xfs", {"old", "new", "empty"}},
        {"btrfs", {"old", "new", "empty"}},
        {"ext4-ordered-documented", {"old", "new", "empty"}}},
       {{"strict", {"NUL"}},
        {"ext4-ordered-documented", {"NUL"}},
        {"xfs", {"NUL", "other"}},
        {"btrfs", {"NUL", "other"}}}},
      {"4 ten appends",
       ten_appends(),
       appends_in,
       false,
       {{"ext4-ordered", {"old", "old+NUL", "full", "data and NUL"}},
        {"xfs", {"old", "whole appends", "full"}},
        {"btrfs", {"old", "whole appends", "full"}}},
       {{"strict", {"old+NUL", "data and NUL"}},
        {"xfs", {"old+NUL", "data and NUL"}},
        {"btrfs", {"old+NUL", "data and NUL", "part of one"}},
        {"ext4-ordered", {"lost"}}}},
      {"6, 8 mkdir, mkdir, create, fsync(file)",
       deep,
       file("d/e/f"),
       true,
       {{"ext4-ordered", {"new"}},
        {"xfs", {"new"}},
        {"btrfs", {"new"}},
        {"posix-minimum", {"missing"}}},
       {{"strict", {"missing"}},
        {"ext4-ordered", {"missing", "empty", "NUL"}},
        {"xfs", {"missing", "empty"}},
        {"btrfs", {"missing", "empty"}},
        {"posix-minimum", {"empty", "NUL"}}}},
      {"7 rename, then fsync of another file",
       moved_then_synced,
       [](const Tree& tree) { return std::string(tree.contains("b") ? "renamed" : "not renamed"); },
       true,
       {{"ext4-ordered", {"renamed"}},
        {"xfs", {"renamed"}},
        {"btrfs", {"not renamed", "renamed"}},
        {"posix-minimum", {"not renamed"}}},
       {{"ext4-ordered", {"not renamed"}}, {"xfs", {"not renamed"}}, {"strict", {"not renamed"}}}},
      {"9 overwrite 64 KB in place",
       overwritten,
       pages_of,
       false,
       {{"ext4-ordered", {"old", "new", "mix"}},
        {"xfs", {"old", "new", "mix"}},
        {"btrfs", {"old", "new"}},
        {"posix-minimum", {"old", "new", "mix"}}},
       {{"btrfs", {"mix", "NUL", "size"}},
        {"ext4-ordered", {"NUL", "size"}},
        {"xfs", {"NUL", "size"}}}},
      {"10 unlink, create the same name",
       again,
       file("target"),
       false,
       {{"ext4-ordered", {"old", "empty", "new"}},
        {"xfs", {"old", "missing", "empty", "new"}},
        {"btrfs", {"old", "missing", "empty", "new"}}},
       {{"xfs", {"NUL", "other"}}, {"btrfs", {"NUL", "other"}}, {"ext4-ordered", {"other"}}}},
      {"11 write A, write B, fsync(B)",
       two_files,
       file("A"),
       true,
       {{"ext4-ordered", {"empty"}}, {"xfs", {"empty"}}, {"btrfs", {"missing"}}},
       {{"ext4-ordered", {"missing"}}, {"xfs", {"missing", "NUL"}}, {"strict", {"empty"}}}},
      {"fsync(tmp), rename: never bad content",
       careful,
       file("target"),
       false,
       {{"ext4-ordered", {"old", "new"}},
        {"xfs", {"old", "new"}},
        {"btrfs", {"old", "new"}},
        {"posix-minimum", {"old", "new"}}},
       {{"strict", {"empty", "NUL", "missing"}},
        {"ext4-ordered", {"empty", "NUL", "missing"}},
        {"xfs", {"empty", "NUL", "missing"}},
        {"btrfs", {"empty", "NUL", "missing"}},
        {"posix-minimum", {"empty", "NUL", "missing", "other"}}}},
      {"fsync(tmp), rename, fsync(dir): new everywhere",
       Script(careful).fsync(""),
       file("target"),
       true,
       {{"strict", {"new"}},
        {"ext4-ordered-documented", {"new"}},
        {"ext4-ordered", {"new"}},
        {"xfs", {"new"}},
        {"btrfs", {"new"}},
        {"posix-minimum", {"new"}},
        {"posix-minimum-torn-rename", {"new"}}},
       {{"strict", {"old"}},
        {"ext4-ordered", {"old"}},
        {"xfs", {"old"}},
        {"btrfs", {"old"}},
        {"posix-minimum", {"old"}},
        {"posix-minimum-torn-rename", {"old", "missing"}}}},
      {"create, write, fsync(dir) alone",
       Script().create("f").write("f", 0, new_text).fsync(""),
       file("f"),
       true,
       {{"ext4-ordered", {"empty"}}, {"xfs", {"empty"}}, {"btrfs", {"empty"}}},
       {{"ext4-ordered", {"missing"}},
        {"xfs", {"missing"}},
        {"btrfs", {"missing"}},
        {"posix-minimum", {"missing"}}}},
      {"append to A, then rename c",
       append_then_rename,
       rename_without_data,
       false,
       {{"ext4-ordered", {"renamed without"}},
        {"xfs", {"renamed without"}},
        {"btrfs", {"renamed without"}}},
       {{"strict", {"renamed without"}}}},
      {"data after a truncate",
       overtaken,
       cut_and_data,
       false,
       {{"ext4-ordered", {"uncut new"}}, {"xfs", {"uncut new"}}},
       {{"btrfs", {"uncut new"}}, {"strict", {"uncut new"}}}},
      {"a rename that is not atomic",
       Script(careful),
       file("target"),
       false,
       {{"posix-minimum-torn-rename", {"old", "new"}}},
       {{"posix-minimum-torn-rename", {"NUL"}}}},
  };
}

TEST(ObservedOutcomes, AreAllowedAndWhatTheRulesExcludeIsNot) {
  for (const Row& row : rows()) {
    const auto outcomes = [&](const std::string& model) {
      return row.after ? outcomes_after(model, row.script, row.classify)
                       : outcomes_of(model, row.script, row.classify);
    };
    for (const auto& [model, observed] : row.observed) {
      expect_contains(outcomes(model), observed, row.name + ", " + model);
    }
    for (const auto& [model, excluded] : row.excluded) {
      expect_without(outcomes(model), excluded, row.name + ", " + model);
    }
  }
}

// Row 5.
TEST(ObservedOutcomes, NoSyncedAppendIsLost) {
  Script script(Tree{{"log", ""}});
  for (std::uint64_t n = 0; n < 4; ++n) script.write("log", n * 10, "0123456789").fsync("log");
  for (const PersistenceModel* model : persistence_catalogue()) {
    for (std::uint64_t moment = 0; moment <= script.size(); ++moment) {
      const std::string synced(moment / 2 * 10, ' ');
      const Outcomes kept =
          outcomes_at(std::string(model->name), script, moment, [&](const Tree& tree) {
            const std::string text = tree.at("log").substr(0, synced.size());
            const bool whole = text.size() == synced.size() &&
                               text.find_first_not_of("0123456789") == std::string::npos;
            return std::string(whole ? "kept" : "lost");
          });
      EXPECT_EQ(kept, Outcomes{"kept"}) << model->name << " after " << moment;
    }
  }
}

}  // namespace
}  // namespace crashproof::testing
