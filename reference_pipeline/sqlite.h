// SQLite's connection and statement with owners, and errors as exceptions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace pipeline {

// One connection. Not for use by two threads at once. Throws std::runtime_error.
class Database {
 public:
  // The file must be there; it may be empty.
  explicit Database(const std::filesystem::path& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs statements that return nothing of interest.
  void execute(const char* sql);
  std::int64_t query_integer(const char* sql);

  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

// A prepared statement; bind, then step until it says false.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Positions count from 1. The text must live until reset().
  void bind(int position, std::string_view text);
  void bind(int position, std::int64_t number);
  // True if there is a row.
  bool step();
  // Ready for other values.
  void reset();

  std::string text(int column) const;  // columns count from 0
  std::int64_t integer(int column) const;
  bool is_null(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

// BEGIN IMMEDIATE … COMMIT, or ROLLBACK when it is left without commit().
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace pipeline
