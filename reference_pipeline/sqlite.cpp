// A thin layer over SQLite's C interface.
#include "reference_pipeline/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>

namespace pipeline {
namespace {

[[noreturn]] void fail(sqlite3* handle, std::string_view what) {
  throw std::runtime_error(fmt::format("database: {}: {}", what, sqlite3_errmsg(handle)));
}

}  // namespace

Database::Database(const std::filesystem::path& path) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    const std::string reason = sqlite3_errmsg(handle_);
    sqlite3_close(handle_);
    throw std::runtime_error(fmt::format("database: cannot open {}: {}", path.string(), reason));
  }
}

Database::~Database() {
  sqlite3_close(handle_);
}

void Database::execute(const char* sql) {
  // A schema has many lines, a message one.
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail(handle_, std::string_view(sql).substr(0, std::string_view(sql).find('\n')));
  }
}

std::int64_t Database::query_integer(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  if (sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &handle_,
                         nullptr) != SQLITE_OK) {
    fail(database.handle(), sql);
  }
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

void Statement::bind(int position, std::string_view text) {
  if (sqlite3_bind_text(handle_, position, text.data(), static_cast<int>(text.size()),
                        SQLITE_STATIC) != SQLITE_OK) {
    fail(database_.handle(), "bind");
  }
}

void Statement::bind(int position, std::int64_t number) {
  if (sqlite3_bind_int64(handle_, position, number) != SQLITE_OK) fail(database_.handle(), "bind");
}

bool Statement::step() {
  const int result = sqlite3_step(handle_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) fail(database_.handle(), sqlite3_sql(handle_));
  return result == SQLITE_ROW;
}

void Statement::reset() {
  sqlite3_reset(handle_);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // A destructor must not throw. If this fails, SQLite has rolled back already or the connection
  // is beyond use, and the next statement says so.
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace pipeline
