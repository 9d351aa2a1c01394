// Readers take whatever a crash leaves: they say that it is broken, and never throw or crash.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sqlite3.h>

#include <functional>

#include "scenarios/state/catalogue.h"
#include "tests/scenarios/temporary_file.h"

namespace crashproof {
namespace {

void read_with_all(const std::string& bytes) {
  const TemporaryDirectory directory;
  for (const StateReader* reader : state_readers()) {
    for (const char* name : {"f", "f.json", "f.jsonl", "f.csv", "f.tsv"}) {
      reader->claims(name, std::string_view(bytes).substr(0, 4096));
    }
    const Document document = reader->read(directory.write("f.csv", bytes));
    RC_ASSERT(document.whole == document.problem.empty());
    RC_ASSERT(!document.unit.empty());
  }
}

// Changes some bytes, then cuts.
std::string damaged(std::string bytes) {
  for (int i = *rc::gen::inRange(0, 20); i > 0 && !bytes.empty(); --i) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  }
  return bytes.substr(0, *rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
}

const std::string& small_database() {
  static const std::string bytes = [] {
    const TemporaryDirectory directory;
    sqlite3* database = nullptr;
    sqlite3_open(directory.path("a").c_str(), &database);
    sqlite3_exec(database,
                 "PRAGMA page_size=512; CREATE TABLE t(k INTEGER PRIMARY KEY, v);"
                 "CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID; CREATE INDEX x ON t(v);"
                 "CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES('some words');"
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 50)"
                 " INSERT INTO t SELECT i, zeroblob(i * 20) FROM n;"
                 "INSERT INTO w SELECT k, v FROM t;",
                 nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return bytes_of_file(directory.path("a"));
  }();
  return bytes;
}

RC_GTEST_PROP(HostileBytes, AnyBytes, (const std::string& bytes)) {
  read_with_all(bytes);
}

RC_GTEST_PROP(HostileBytes, AlmostText, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\r\n", "\t", "a", "1", "-", "1e999", "null",
      "\\ud800", "\xc3", "\xc3\xa9", std::string(1, '\0')));
  std::string bytes;
  for (const std::string& piece : pieces) bytes += piece;
  read_with_all(bytes);
}

RC_GTEST_PROP(HostileBytes, DamagedJson, ()) {
  read_with_all(damaged("[{\"id\": 1, \"tags\": [\"a\", {\"b\": null}]},\n{\"id\": 2.5e3}]\n"));
}

RC_GTEST_PROP(HostileBytes, DamagedDatabases, ()) {
  read_with_all(damaged(small_database()));
}

}  // namespace
}  // namespace crashproof
