// Opens the database as a program would, so that a hot journal or an unfinished log is recovered
// by SQLite itself; then every row of every table is a record. Values are written as SQL literals:
// NULL, 5, 'text', x'00ff'; long texts and blobs as their beginning, length and hash.
//
// Not rows: indexes and views (they follow from the tables), SQLite's own tables (sqlite_stat1,
// sqlite_sequence), shadow tables of virtual ones, implicit rowids. The schema is a table called
// "sqlite_schema", user_version and application_id are one called "pragma" where they are not 0.
#include "scenarios/state/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <cctype>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace crashproof {
namespace {

constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr std::size_t longest_verbatim_bytes = 256;
constexpr int busy_timeout_ms = 2000;

// SQLite refused something; what() is its message.
struct SqliteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) : database_(database) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    statement_.reset(statement);
    if (code != SQLITE_OK) throw SqliteError(sqlite3_errmsg(database));
  }

  bool step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw SqliteError(sqlite3_errmsg(database_));
  }

  void bind(std::int64_t value) { sqlite3_bind_int64(statement_.get(), 1, value); }
  void bind(double value) { sqlite3_bind_double(statement_.get(), 1, value); }
  void bind(const std::string& text) {
    sqlite3_bind_text(statement_.get(), 1, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
  }
  int columns() const { return sqlite3_column_count(statement_.get()); }
  std::string name(int column) const {
    const char* name = sqlite3_column_name(statement_.get(), column);
    return name ? name : "";
  }
  sqlite3_value* value(int column) const { return sqlite3_column_value(statement_.get(), column); }
  std::string text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    return bytes ? reinterpret_cast<const char*>(bytes) : "";
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

 private:
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement_;
};

std::string with_doubled(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote) result += c;
    result += c;
  }
  return result + quote;
}

std::string hex_literal(std::string_view bytes) {
  std::string result = "x'";
  for (const char c : bytes) result += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return result + "'";
}

std::string literal(std::string_view bytes, std::string (*write)(std::string_view)) {
  if (bytes.size() <= longest_verbatim_bytes) return write(bytes);
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{}... ({} bytes, xxh3 {:016x}{:016x})", write(bytes.substr(0, 32)),
                     bytes.size(), hash.high64, hash.low64);
}

std::string_view bytes_of(sqlite3_value* value, const void* data) {
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  return data ? std::string_view(static_cast<const char*>(data), size) : std::string_view();
}

std::string literal_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
      return "NULL";
    case SQLITE_INTEGER:
      return fmt::to_string(sqlite3_value_int64(value));
    case SQLITE_FLOAT: {
      // 1.0 and the integer 1 are different values, so a float always shows as one.
      std::string text = fmt::format("{}", sqlite3_value_double(value));
      return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
    }
    case SQLITE_TEXT:
      return literal(bytes_of(value, sqlite3_value_text(value)),
                     [](std::string_view text) { return with_doubled(text, '\''); });
    default:
      return literal(bytes_of(value, sqlite3_value_blob(value)), hex_literal);
  }
}

// White space outside of quotes as one blank, so that only the meaning of the SQL counts.
std::string normalised_sql(std::string_view sql) {
  std::string result;
  char quote = 0;
  for (const char c : sql) {
    if (!quote && std::isspace(static_cast<unsigned char>(c))) {
      if (!result.empty() && result.back() != ' ') result += ' ';
      continue;
    }
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
      quote = c == '[' ? ']' : c;
    }
    result += c;
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

// Reads one opened database into a Document.
class DatabaseReader {
 public:
  DatabaseReader(sqlite3* database, Document& document)
      : database_(database), document_(document) {}

  void read() {
    attempt([this] { check_integrity(); });
    attempt([this] { read_pragmas(); });
    attempt([this] { read_schema(); });
    for (const std::string& table : tables()) {
      attempt([this, &table] { read_rows(table); });
    }
  }

 private:
  // What one part cannot be read does not hide the others; the first problem is told.
  template <typename Part>
  void attempt(Part part) {
    try {
      part();
    } catch (const SqliteError& error) {
      broken(error.what());
    }
  }

  void broken(std::string problem) {
    if (!document_.whole) return;
    document_.whole = false;
    document_.problem = std::move(problem);
  }

  void check_integrity() {
    Statement check(database_, "PRAGMA integrity_check(1)");
    while (check.step()) {
      if (const std::string result = check.text(0); result != "ok") broken(result);
    }
  }

  void read_pragmas() {
    for (const char* name : {"user_version", "application_id"}) {
      Statement pragma(database_, fmt::format("PRAGMA {}", name));
      if (!pragma.step() || pragma.integer(0) == 0) continue;
      document_.records.push_back({"pragma", {{name, fmt::to_string(pragma.integer(0))}}});
    }
  }

  void read_schema() {
    Statement schema(database_,
                     "SELECT type, name, sql FROM sqlite_schema"
                     " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    while (schema.step()) {
      document_.records.push_back({"sqlite_schema",
                                   {{"type", schema.text(0)},
                                    {"name", schema.text(1)},
                                    {"sql", normalised_sql(schema.text(2))}}});
    }
  }

  std::vector<std::string> tables() {
    std::vector<std::string> names;
    attempt([this, &names] {
      Statement list(database_,
                     "SELECT name FROM pragma_table_list WHERE schema = 'main'"
                     " AND type IN ('table', 'virtual')"
                     " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
      while (list.step()) names.push_back(list.text(0));
    });
    return names;
  }

  void read_rows(const std::string& table) {
    const std::string sql = fmt::format("SELECT * FROM main.{}", with_doubled(table, '"'));
    std::unique_ptr<Statement> rows;
    try {
      rows = std::make_unique<Statement>(database_, sql);
    } catch (const SqliteError& error) {
      // A virtual table of a module that is not built in: its shadow tables are listed as plain
      // tables then, and compared.
      if (std::string_view(error.what()).starts_with("no such module")) return;
      throw;
    }
    while (rows->step()) {
      Record record{table, {}};
      for (int column = 0; column < rows->columns(); ++column) {
        record.fields.emplace_back(rows->name(column), literal_of(rows->value(column)));
      }
      document_.records.push_back(std::move(record));
    }
  }

  sqlite3* database_;
  Document& document_;
};

// nullptr if not even a handle could be made; a handle may still be unusable.
Database open_database(const std::string& absolute_path) {
  for (const int mode : {SQLITE_OPEN_READWRITE, SQLITE_OPEN_READONLY}) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(absolute_path.c_str(), &handle, mode, nullptr);
    Database database(handle);
    if (code == SQLITE_OK || mode == SQLITE_OPEN_READONLY) return database;
  }
  return nullptr;
}

// Records are found by what read() prints of them, and changed by rowid, so no value of theirs is
// ever taken for SQL.
class RecordEditor {
 public:
  RecordEditor(sqlite3* database, std::string table)
      : database_(database), table_(with_doubled(table, '"')) {}

  std::vector<std::int64_t> rows_with(const std::string& field, const std::string& value) {
    std::vector<std::int64_t> rows;
    Statement all(database_,
                  fmt::format("SELECT rowid, {} FROM main.{}", with_doubled(field, '"'), table_));
    while (all.step()) {
      if (literal_of(all.value(1)) == value) rows.push_back(all.integer(0));
    }
    return rows;
  }

  void remove(std::int64_t row) {
    Statement(database_, fmt::format("DELETE FROM main.{} WHERE rowid = {}", table_, row)).step();
  }

  void set(std::int64_t row, const std::string& field, const std::string& value) {
    Statement update(database_, fmt::format("UPDATE main.{} SET {} = ?1 WHERE rowid = {}", table_,
                                            with_doubled(field, '"'), row));
    bind(update, value);
    update.step();
  }

 private:
  // Numbers and NULL as they are; what is quoted as text.
  static void bind(Statement& statement, const std::string& literal) {
    if (literal == "NULL") return;
    if (!literal.starts_with('\'')) {
      const bool whole = literal.find_first_of(".eEn") == std::string::npos;
      if (whole) {
        statement.bind(static_cast<std::int64_t>(std::stoll(literal)));
      } else {
        statement.bind(std::stod(literal));
      }
      return;
    }
    std::string text;
    for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
      text += literal[i];
      if (literal[i] == '\'') ++i;
    }
    statement.bind(text);
  }

  sqlite3* database_;
  std::string table_;
};

class SqliteReader final : public StateReader {
 public:
  std::string_view format() const override { return "sqlite"; }

  bool claims(std::string_view, std::string_view head) const override {
    return head.starts_with(magic);
  }

  Document read(const std::string& absolute_path) const override {
    Document document{std::string(format()), "row", true, "", {}};
    if (::access(absolute_path.c_str(), R_OK) != 0) {
      throw std::system_error(errno, std::generic_category(), absolute_path);
    }
    const Database database = open_database(absolute_path);
    if (!database) throw std::system_error(ENOMEM, std::generic_category(), absolute_path);
    sqlite3_extended_result_codes(database.get(), 1);
    sqlite3_busy_timeout(database.get(), busy_timeout_ms);
    // The bytes may be anything: a schema in them must not make SQLite run what it names.
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    DatabaseReader(database.get(), document).read();
    return document;
  }

  std::uint64_t edit(const std::string& absolute_path, const RecordEdit& edit) const override {
    const Database database = open_database(absolute_path);
    if (!database) return 0;
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // Nothing but the one field is to change, whatever the schema would do about it.
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    try {
      RecordEditor editor(database.get(), edit.table);
      const std::vector<std::int64_t> rows = editor.rows_with(edit.field, edit.value);
      Statement(database.get(), "BEGIN IMMEDIATE").step();
      for (const std::int64_t row : rows) {
        edit.other ? editor.set(row, edit.other_field, *edit.other) : editor.remove(row);
      }
      Statement(database.get(), "COMMIT").step();
      return rows.size();
    } catch (const std::exception&) {
      return 0;  // no such table or field, or the database is broken: no records were changed
    }
  }

  std::vector<std::string> companions() const override { return {"-wal", "-shm", "-journal"}; }
};

}  // namespace

const StateReader& sqlite_reader() {
  static const SqliteReader reader;
  return reader;
}

}  // namespace crashproof
