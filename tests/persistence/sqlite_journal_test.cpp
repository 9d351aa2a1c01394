// What SQLite's journals do, as sequences of operations, and what was observed of them on ext4, xfs
// and btrfs when power was cut.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "faults/persistence/catalogue.h"
#include "tests/persistence/outcomes.h"
#include "tests/persistence/script.h"

namespace crashproof::testing {
namespace {

const std::string old_pages = std::string(4096, 'o') + std::string(4096, 'o');
const std::string new_pages = std::string(4096, 'n') + std::string(4096, 'n');

// Whether the reader finds the commit, rolls it back with the journal, or finds neither.
std::string sqlite_state(const Tree& tree) {
  const std::string& pages = tree.at("db");
  const auto journal = tree.find("db-journal");
  const bool is_hot = journal != tree.end() && journal->second == "J" + old_pages;
  if (is_hot || pages == old_pages) return "old";
  return pages == new_pages ? "new" : "malformed";
}

Script delete_journal(bool synced) {
  Script script(Tree{{"db", old_pages}});
  script.create("db-journal").write("db-journal", 0, "J" + old_pages);
  if (synced) script.fsync("db-journal").fsync("");
  script.write("db", 0, new_pages);
  if (synced) script.fsync("db");
  return script.unlink("db-journal");
}

const std::vector<std::string> file_systems = {"ext4-ordered", "xfs", "btrfs"};

TEST(SqliteJournals, DeletedKeepIntegrityButMayLoseTheLastCommit) {
  for (const std::string& model : file_systems) {
    EXPECT_EQ(outcomes_after(model, delete_journal(true), sqlite_state), (Outcomes{"old", "new"}));
    EXPECT_EQ(outcomes_of(model, delete_journal(true), sqlite_state), (Outcomes{"old", "new"}));
  }
}

TEST(SqliteJournals, WithSynchronousExtraLoseNothing) {
  for (const PersistenceModel* model : persistence_catalogue()) {
    EXPECT_EQ(
        outcomes_after(std::string(model->name), delete_journal(true).fsync(""), sqlite_state),
        Outcomes{"new"});
  }
}

TEST(SqliteJournals, WithoutSyncLeaveItMalformedOnExt4AndXfs) {
  for (const char* model : {"ext4-ordered", "xfs"}) {
    EXPECT_TRUE(outcomes_after(model, delete_journal(false), sqlite_state).contains("malformed"));
  }
  EXPECT_FALSE(outcomes_after("btrfs", delete_journal(false), sqlite_state).contains("malformed"));
}

TEST(SqliteJournals, PersistentAndWalWithSynchronousFullLoseNothing) {
  Script persist(Tree{{"db", old_pages}, {"db-journal", std::string(8193, '\0')}});
  persist.write("db-journal", 0, "J" + old_pages)
      .fsync("db-journal")
      .write("db", 0, new_pages)
      .fsync("db")
      .write("db-journal", 0, std::string(28, '\0'))
      .fsync("db-journal");
  Script wal(Tree{{"db-wal", std::string(32, 'h')}});
  wal.write("db-wal", 32, new_pages).fsync("db-wal");
  const auto frames = [](const Tree& tree) {
    return std::string(tree.at("db-wal").ends_with(new_pages) ? "new" : "old");
  };
  for (const std::string& model : file_systems) {
    EXPECT_EQ(outcomes_after(model, persist, sqlite_state), Outcomes{"new"});
    EXPECT_EQ(outcomes_after(model, wal, frames), Outcomes{"new"});
    Script normal(Tree{{"db-wal", std::string(32, 'h')}});
    normal.write("db-wal", 32, new_pages);
    EXPECT_EQ(outcomes_after(model, normal, frames), (Outcomes{"old", "new"}));
  }
}

}  // namespace
}  // namespace crashproof::testing
