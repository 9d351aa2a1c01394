// Real databases, also as a kill leaves them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>

#include "scenarios/state/sqlite.h"
#include "tests/scenarios/temporary_file.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Connection {
 public:
  explicit Connection(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) throw std::runtime_error(path);
  }
  ~Connection() { sqlite3_close(database_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
  }

 private:
  sqlite3* database_ = nullptr;
};

void run_sql(const std::string& path, const std::string& sql) {
  Connection(path).run(sql);
}

// What a kill leaves of an open database: copies of its files as they are now.
void copy_database(const TemporaryDirectory& directory, const std::string& from,
                   const std::string& to) {
  for (const char* suffix : {"", "-wal", "-journal"}) {
    const std::string source = directory.path(from) + suffix;
    if (!std::filesystem::exists(source)) continue;
    std::filesystem::copy_file(source, directory.path(to) + suffix);
  }
}

std::vector<std::string> rows_of(const Document& document, const std::string& table) {
  std::vector<std::string> rows;
  for (const Record& record : document.records) {
    if (record.table != table) continue;
    std::string text;
    for (const auto& [name, value] : record.fields) {
      text += (text.empty() ? "" : ",") + name + "=" + value;
    }
    rows.push_back(text);
  }
  return rows;
}

TEST(Sqlite, ClaimsByItsHeader) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"), "CREATE TABLE t(k)");
  EXPECT_TRUE(sqlite_reader().claims("a", bytes_of_file(directory.path("a")).substr(0, 4096)));
  EXPECT_FALSE(sqlite_reader().claims("a.db", "SQLite format 3"));
  EXPECT_FALSE(sqlite_reader().claims("a.db", ""));
  EXPECT_THAT(sqlite_reader().companions(), ElementsAre("-wal", "-shm", "-journal"));
}

TEST(Sqlite, ReadsEveryKindOfTableAndValue) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"),
          "CREATE TABLE t(i, f, s, b, n);"
          "INSERT INTO t VALUES(1, 2.0, 'it''s', x'00ff', NULL), ('NULL', 0.1, '', x'', 'x');"
          "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
          "INSERT INTO w VALUES('a', 1);"
          "CREATE TABLE \"odd \"\" name\"(\"a b\"); INSERT INTO \"odd \"\" name\" VALUES(7);"
          "CREATE TABLE auto(id INTEGER PRIMARY KEY AUTOINCREMENT, v);"
          "INSERT INTO auto(v) VALUES('x');"
          "CREATE VIEW v AS SELECT * FROM t; CREATE INDEX x ON t(i); ANALYZE;");
  const Document document = sqlite_reader().read(directory.path("a"));
  EXPECT_TRUE(document.whole) << document.problem;
  EXPECT_EQ(document.unit, "row");
  EXPECT_THAT(rows_of(document, "t"), UnorderedElementsAre("i=1,f=2.0,s='it''s',b=x'00ff',n=NULL",
                                                           "i='NULL',f=0.1,s='',b=x'',n='x'"));
  EXPECT_THAT(rows_of(document, "w"), ElementsAre("k='a',v=1"));
  EXPECT_THAT(rows_of(document, "odd \" name"), ElementsAre("a b=7"));
  EXPECT_THAT(rows_of(document, "auto"), ElementsAre("id=1,v='x'"));
  EXPECT_THAT(rows_of(document, "sqlite_schema"), testing::SizeIs(6));
  EXPECT_THAT(rows_of(document, "sqlite_sequence"), testing::IsEmpty());
}

TEST(Sqlite, TheSchemaIsNormalised) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"), "CREATE TABLE t(\n  a,\t b DEFAULT 'x  y'\n)");
  const Document document = sqlite_reader().read(directory.path("a"));
  EXPECT_THAT(rows_of(document, "sqlite_schema"),
              ElementsAre("type=table,name=t,sql=CREATE TABLE t( a, b DEFAULT 'x  y' )"));
}

TEST(Sqlite, LongValuesAreToldApartByTheirHash) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"),
          "CREATE TABLE t(v); INSERT INTO t VALUES(zeroblob(100000)), (zeroblob(100001)),"
          " (zeroblob(99999) || x'01'), (printf('%.*c', 5000, 'x'))");
  const auto rows = rows_of(sqlite_reader().read(directory.path("a")), "t");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(std::set<std::string>(rows.begin(), rows.end()).size(), 4u);
  for (const std::string& row : rows) EXPECT_LT(row.size(), 200u);
}

TEST(Sqlite, TheUserVersionIsState) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"), "CREATE TABLE t(k); PRAGMA user_version = 7");
  EXPECT_THAT(rows_of(sqlite_reader().read(directory.path("a")), "pragma"),
              ElementsAre("user_version=7"));
}

TEST(Sqlite, FullTextTablesAreReadByTheirRows) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"), "CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES('hi')");
  const Document document = sqlite_reader().read(directory.path("a"));
  EXPECT_TRUE(document.whole) << document.problem;
  EXPECT_THAT(rows_of(document, "f"), ElementsAre("x='hi'"));
  EXPECT_THAT(rows_of(document, "f_data"), testing::IsEmpty());
}

TEST(Sqlite, CommittedRowsInTheLogCountAndUnfinishedOnesDoNot) {
  const TemporaryDirectory directory;
  Connection writer(directory.path("a"));
  writer.run(
      "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
      "CREATE TABLE t(k); INSERT INTO t VALUES(1);");
  // Spilling puts frames of the open transaction into the log.
  writer.run(
      "PRAGMA cache_size=2; PRAGMA cache_spill=1; BEGIN;"
      "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i < 5000)"
      " INSERT INTO t SELECT i FROM n;");
  copy_database(directory, "a", "b");
  ASSERT_TRUE(std::filesystem::exists(directory.path("b-wal")));
  const Document document = sqlite_reader().read(directory.path("b"));
  EXPECT_TRUE(document.whole) << document.problem;
  EXPECT_THAT(rows_of(document, "t"), ElementsAre("k=1"));
}

TEST(Sqlite, AHotJournalIsRolledBack) {
  const TemporaryDirectory directory;
  Connection writer(directory.path("a"));
  writer.run("CREATE TABLE t(k, pad); INSERT INTO t VALUES(1, zeroblob(3000));");
  writer.run(
      "PRAGMA cache_size=2; PRAGMA cache_spill=1; BEGIN; UPDATE t SET k = 99;"
      "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i < 500)"
      " INSERT INTO t SELECT i, zeroblob(3000) FROM n;");
  copy_database(directory, "a", "b");
  ASSERT_TRUE(std::filesystem::exists(directory.path("b-journal")));
  // The main file alone holds parts of the transaction.
  ASSERT_GT(std::filesystem::file_size(directory.path("b")), 100000u);
  const Document document = sqlite_reader().read(directory.path("b"));
  EXPECT_TRUE(document.whole) << document.problem;
  const auto rows = rows_of(document, "t");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_THAT(rows[0], HasSubstr("k=1,"));
}

TEST(Sqlite, AnEmptyFileIsAnEmptyDatabase) {
  const TemporaryDirectory directory;
  const Document document = sqlite_reader().read(directory.write("a", ""));
  EXPECT_TRUE(document.whole) << document.problem;
  EXPECT_TRUE(document.records.empty());
}

TEST(Sqlite, DamageIsNotWhole) {
  const TemporaryDirectory directory;
  run_sql(directory.path("a"),
          "CREATE TABLE t(k INTEGER PRIMARY KEY, pad); CREATE INDEX x ON t(pad);"
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 300)"
          " INSERT INTO t SELECT i, printf('%0200d', i) FROM n;");
  const std::string bytes = bytes_of_file(directory.path("a"));
  std::string scribbled = bytes;
  scribbled.replace(bytes.size() / 2, 4096, 4096, 'x');
  for (const std::string& damaged : {bytes.substr(0, bytes.size() / 2), bytes.substr(0, 50),
                                     std::string("no database at all"), scribbled}) {
    const Document document = sqlite_reader().read(directory.write("b", damaged));
    EXPECT_FALSE(document.whole) << damaged.size();
    EXPECT_FALSE(document.problem.empty());
  }
}

TEST(Sqlite, AnIndexThatMissesRowsIsNotWhole) {
  const TemporaryDirectory directory;
  Connection connection(directory.path("a"));
  connection.run("CREATE TABLE t(k); CREATE INDEX x ON t(k); INSERT INTO t VALUES(1),(2);");
  // A second index root in place of the first: the index no longer holds the table's rows.
  connection.run(
      "CREATE TABLE u(k); CREATE INDEX y ON u(k); PRAGMA writable_schema=ON;"
      "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE"
      " name = 'y') WHERE name = 'x';");
  const Document document = sqlite_reader().read(directory.path("a"));
  EXPECT_FALSE(document.whole);
  EXPECT_EQ(rows_of(document, "t").size(), 2u);
}

TEST(Sqlite, RecordsAreEditedByWhatTheyHold) {
  const TemporaryDirectory directory;
  {
    Connection connection(directory.path("a"));
    connection.run(
        "CREATE TABLE jobs(id INTEGER PRIMARY KEY, status TEXT);"
        "CREATE TRIGGER t AFTER UPDATE ON jobs BEGIN DELETE FROM jobs; END;"
        "INSERT INTO jobs VALUES(1,'done'),(2,'it''s'),(3,'it''s');");
  }
  const auto edit = [&](const std::string& field, const std::string& value,
                        std::optional<std::string> other, const std::string& other_field) {
    return sqlite_reader().edit(directory.path("a"),
                                {"a", "jobs", field, value, std::move(other), other_field});
  };
  EXPECT_EQ(edit("id", "3", std::nullopt, ""), 1U);
  EXPECT_EQ(edit("status", "'it''s'", "'todo'", "status"), 1U);
  EXPECT_EQ(edit("id", "1", "NULL", "status"), 1U);
  EXPECT_EQ(edit("id", "9", std::nullopt, ""), 0U);
  EXPECT_EQ(edit("nothing", "1", std::nullopt, ""), 0U);
  EXPECT_EQ(edit("status", "'x'; DROP TABLE jobs'", std::nullopt, ""), 0U);
  const Document document = sqlite_reader().read(directory.path("a"));
  EXPECT_EQ(rows_of(document, "jobs").size(), 2U);
  EXPECT_THAT(document.records,
              testing::IsSupersetOf({Record{"jobs", {{"id", "1"}, {"status", "NULL"}}},
                                     Record{"jobs", {{"id", "2"}, {"status", "'todo'"}}}}));
}

}  // namespace
}  // namespace crashproof
