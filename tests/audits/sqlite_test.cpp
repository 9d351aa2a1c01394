// Databases, from the sqlite3 shell and from Python: compared by rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

bool has_sqlite3() {
  return run_line("command -v sqlite3", "/").exit == 0;
}

class SqliteShell : public testing::TestWithParam<const char*> {};

// By hand: killed under strace at every third write, the import ends with the same 60 rows.
TEST_P(SqliteShell, ImportIsSoundUnderEveryKill) {
  if (!has_sqlite3()) GTEST_SKIP() << "sqlite3 is not installed";
  const Workspace workspace;
  workspace.prepare("seq 60 | sed 's/.*/&,name&/' > rows.csv");
  workspace.write("import.sql", std::string("PRAGMA journal_mode=") + GetParam() +
                                    ";\n"
                                    "CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, name);\n"
                                    "CREATE TEMP TABLE s(id INTEGER, name TEXT);\n"
                                    ".mode csv\n"
                                    ".import rows.csv s\n"
                                    "INSERT OR IGNORE INTO t SELECT * FROM s WHERE id <= 30;\n"
                                    "INSERT OR IGNORE INTO t SELECT * FROM s WHERE id > 30;\n");
  const Audited audited = audit("-- sh -c 'sqlite3 out.db < import.sql'", workspace.path());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  EXPECT_GT(audited.count("states"), 40U);
  EXPECT_TRUE(audited.noted("not_compared").empty()) << audited.all();
}

// The table has no key that would make a second import harmless.
TEST_P(SqliteShell, ImportWithoutKeyDuplicatesItsRows) {
  if (!has_sqlite3()) GTEST_SKIP() << "sqlite3 is not installed";
  const Workspace workspace;
  workspace.prepare("seq 5 | sed 's/.*/&,name&/' > rows.csv");
  workspace.write("import.sql", std::string("PRAGMA journal_mode=") + GetParam() +
                                    ";\n"
                                    "CREATE TABLE IF NOT EXISTS t(id INTEGER, name);\n"
                                    ".mode csv\n"
                                    ".import rows.csv t\n");
  const Audited audited = audit(
      "-- sh -c 'test -e done || { sqlite3 out.db < import.sql && : > done; }'", workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty());
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), Json({"no-undedupable-duplicates"}));
    EXPECT_EQ(finding.at("differences").at(0).at("path"), "out.db#t");
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, SqliteShell, testing::Values("delete", "wal"),
                         [](const auto& mode) { return std::string(mode.param); });

constexpr const char* python = "/usr/bin/python3";

// Reads rows of input.txt in batches of 3; `batch` says how one is stored.
std::string loader(const std::string& batch) {
  return "import os, sqlite3\n"
         "db = sqlite3.connect('out.db', isolation_level=None)\n"
         "db.execute('CREATE TABLE IF NOT EXISTS rows(n INTEGER)')\n"
         "db.execute('CREATE TABLE IF NOT EXISTS cursor(id INTEGER PRIMARY KEY, at INTEGER)')\n"
         "lines = [int(line) for line in open('input.txt')]\n"
         "def insert(begin):\n"
         "    for n in lines[begin:begin + 3]:\n"
         "        db.execute('INSERT INTO rows VALUES(?)', (n,))\n"
         "def advance(begin):\n"
         "    db.execute('INSERT OR REPLACE INTO cursor VALUES(1, ?)', (begin + 3,))\n"
         "def position():\n"
         "    row = db.execute('SELECT at FROM cursor').fetchone()\n"
         "    return row[0] if row else 0\n"
         "while position() < len(lines):\n"
         "    begin = position()\n" +
         batch;
}

// Cuts inside writes are what the shell's imports are for.
Audited audit_python(const Workspace& workspace, const std::string& script) {
  workspace.prepare("seq 9 > input.txt");
  workspace.write("load.py", script);
  return audit(std::string("--cuts none -- ") + python + " load.py", workspace.path());
}

// By hand: the two statements share a transaction, so that no kill can part them.
TEST(PythonSqlite, DataAndCursorInOneTransactionIsSound) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  const Audited audited = audit_python(workspace, loader("    db.execute('BEGIN')\n"
                                                         "    insert(begin)\n"
                                                         "    advance(begin)\n"
                                                         "    db.execute('COMMIT')\n"));
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

// By hand: killed between the two commits (os._exit there), a rerun never inserts rows 1 to 3.
TEST(PythonSqlite, CursorCommittedBeforeTheDataLosesRows) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  const Audited audited = audit_python(workspace, loader("    advance(begin)\n"
                                                         "    db.execute('BEGIN')\n"
                                                         "    insert(begin)\n"
                                                         "    db.execute('COMMIT')\n"));
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP001");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 3);
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), Json({"no-loss"}));
    EXPECT_EQ(finding.at("status"), "confirmed");
    ASSERT_EQ(finding.at("differences").size(), 1U);
    const Json& lost = finding.at("differences").at(0);
    EXPECT_EQ(lost.at("path"), "out.db#rows");
    EXPECT_EQ(lost.at("class"), "lost");
    EXPECT_EQ(lost.at("count"), 3);
    // The journal's removal is what commits the cursor, and then the rows.
    EXPECT_THAT(finding.at("opened_by").get<std::string>(), StartsWith("unlink(out.db-journal"));
    EXPECT_THAT(finding.at("closed_by").get<std::string>(), HasSubstr("out.db-journal"));
  }
}

// Data first, cursor second, each in a transaction: repeated, never lost.
TEST(PythonSqlite, CursorCommittedAfterTheDataRepeatsRows) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << python << " is absent";
  const Workspace workspace;
  const Audited audited = audit_python(workspace, loader("    db.execute('BEGIN')\n"
                                                         "    insert(begin)\n"
                                                         "    db.execute('COMMIT')\n"
                                                         "    advance(begin)\n"));
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP010");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 3);
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), Json({"no-undedupable-duplicates"}));
    EXPECT_EQ(finding.at("differences").at(0).at("count"), 3);
  }
}

}  // namespace
}  // namespace crashproof::audits
