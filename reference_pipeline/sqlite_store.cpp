// Queries and transactions of the work list.
//
// Journal: WAL with synchronous=FULL. A COMMIT that has returned is on the medium after one fsync,
// where a rollback journal needs four and loses the last COMMIT unless synchronous is EXTRA.
// Locking is EXCLUSIVE, which keeps the WAL index in this process: no shared memory file, and the
// work directory has one owner anyway.
#include "reference_pipeline/sqlite_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reference_pipeline/failpoints.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/publish.h"
#include "reference_pipeline/refusal.h"

namespace pipeline {
namespace {

constexpr std::int64_t kSchemaVersion = 2;

// WITHOUT ROWID: a row is known by its item alone, not by when it came.
constexpr const char* kSchema = R"sql(CREATE TABLE items (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  "partition" INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE features (
  item_id TEXT PRIMARY KEY,
  size_bytes INTEGER NOT NULL,
  line_count INTEGER NOT NULL,
  entropy_millibits INTEGER NOT NULL,
  distinct_byte_count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE loaded (
  dedup_key TEXT PRIMARY KEY,
  item_id TEXT NOT NULL,
  "partition" INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  line_count INTEGER NOT NULL,
  entropy_millibits INTEGER NOT NULL,
  distinct_byte_count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE attempts (
  step TEXT NOT NULL,
  path TEXT NOT NULL,
  unfinished INTEGER NOT NULL,
  PRIMARY KEY (step, path)
) WITHOUT ROWID;
PRAGMA user_version = 2;
)sql";

constexpr PublishPoints kPoints = {
    Failpoint::database_after_temp,     Failpoint::database_before_sync,
    Failpoint::database_before_rename,  Failpoint::database_after_rename,
    Failpoint::database_before_dirsync, Failpoint::database_after_dirsync,
};

std::string list_of(const std::vector<int>& partitions) {
  return fmt::format("({})", fmt::join(partitions, ","));
}

Item read_item(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), static_cast<std::uint64_t>(row.integer(3)),
          static_cast<int>(row.integer(4))};
}

constexpr int kItemColumns = 5;
constexpr std::string_view kSelectCandidates =
    R"(SELECT i.id, i.path, i.digest, i.size_bytes, i."partition",
              f.size_bytes, f.line_count, f.entropy_millibits, f.distinct_byte_count
       FROM items i LEFT JOIN features f ON f.item_id = i.id)";

std::vector<LoadCandidate> read_candidates(Statement& rows) {
  const auto number = [&](int column) {
    return static_cast<std::uint64_t>(rows.integer(kItemColumns + column));
  };
  std::vector<LoadCandidate> candidates;
  while (rows.step()) {
    LoadCandidate candidate{read_item(rows), std::nullopt};
    if (!rows.is_null(kItemColumns)) {
      candidate.features = {candidate.item.id, number(0), number(1), number(2), number(3)};
    }
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

// Binds the four numbers from `position` on.
void bind_features(Statement& statement, int position, const Features& features) {
  for (const std::uint64_t value : {features.size_bytes, features.line_count,
                                    features.entropy_millibits, features.distinct_byte_count}) {
    statement.bind(position++, static_cast<std::int64_t>(value));
  }
}

void run_once(Statement& statement) {
  statement.step();
  statement.reset();
}

// A database is born like an artifact: nobody ever sees it without its schema, and so there is no
// "empty" to be told from "damaged". Until it has its name it needs no journal.
std::filesystem::path make_if_missing(const std::filesystem::path& path, bool durable) {
  if (std::filesystem::exists(path)) return path;
  PublishedFile file(path, kPoints, {.sync_content = durable, .sync_directory = durable});
  {
    Database database(file.temp_path());
    database.execute("PRAGMA locking_mode = EXCLUSIVE");
    database.execute("PRAGMA synchronous = OFF");
    database.execute("PRAGMA journal_mode = OFF");
    Transaction transaction(database);
    database.execute(kSchema);
    transaction.commit();
    database.execute("PRAGMA journal_mode = WAL");
  }
  file.publish();
  return path;
}

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& path, bool durable)
    : database_(make_if_missing(path, durable)) {
  database_.execute("PRAGMA locking_mode = EXCLUSIVE");
  const std::int64_t version = database_.query_integer("PRAGMA user_version");
  if (version != kSchemaVersion) {
    throw Refusal(
        ExitCode::unknown_version,
        fmt::format("{} has schema version {}, this program knows {}; nothing was changed",
                    path.string(), version, kSchemaVersion));
  }
  database_.execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
  // A run that was killed between writing to the WAL and syncing it leaves a commit that can be
  // read but not yet relied on. Nothing below may build on it before it is durable.
  database_.execute("PRAGMA wal_checkpoint");
}

std::vector<std::string> SqliteStore::select_texts(std::string_view sql) {
  const std::lock_guard lock(mutex_);
  Statement rows(database_, sql);
  std::vector<std::string> texts;
  while (rows.step()) texts.push_back(rows.text(0));
  return texts;
}

void SqliteStore::for_each_text(std::string_view sql, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  Statement statement(database_, sql);
  for (const std::string& text : texts) {
    statement.bind(1, text);
    run_once(statement);
  }
}

std::vector<std::string> SqliteStore::item_ids() {
  return select_texts("SELECT id FROM items ORDER BY id");
}

void SqliteStore::register_items(const std::vector<Item>& added, const Attempts& attempts) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  Statement insert(database_,
                   R"(INSERT INTO items (id, path, digest, size_bytes, "partition")
                      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING)");
  for (const Item& item : added) {
    insert.bind(1, item.id);
    insert.bind(2, item.path);
    insert.bind(3, item.digest);
    insert.bind(4, static_cast<std::int64_t>(item.size_bytes));
    insert.bind(5, std::int64_t{item.partition});
    run_once(insert);
  }
  apply(attempts);
  pass(Failpoint::register_before_commit);
  transaction.commit();
  pass(Failpoint::register_after_commit);
}

void SqliteStore::withdraw(const std::vector<std::string>& item_ids,
                           const std::vector<std::string>& paths) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  for_each_text("DELETE FROM items WHERE id = ? AND done = 0", item_ids);
  for_each_text("DELETE FROM attempts WHERE path = ?", paths);
  transaction.commit();
}

void SqliteStore::apply(const Attempts& attempts) {
  const std::string step(name_of(attempts.step));
  for_each_text(fmt::format("DELETE FROM attempts WHERE step = '{}' AND path = ?", step),
                attempts.ended);
  // FLAW poison-unbounded: nobody counts.
  if (flaw_seeded(Flaw::poison_unbounded)) return;
  for_each_text(fmt::format("INSERT INTO attempts (step, path, unfinished) VALUES ('{}', ?, 1) "
                            "ON CONFLICT DO UPDATE SET unfinished = unfinished + 1",
                            step),
                attempts.begun);
}

void SqliteStore::count_attempts(const Attempts& attempts) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  apply(attempts);
  transaction.commit();
}

std::map<std::string, int> SqliteStore::unfinished_attempts(Step step) {
  const std::lock_guard lock(mutex_);
  Statement rows(database_, "SELECT path, unfinished FROM attempts WHERE step = ?");
  rows.bind(1, name_of(step));
  std::map<std::string, int> attempts;
  while (rows.step()) attempts[rows.text(0)] = static_cast<int>(rows.integer(1));
  return attempts;
}

std::vector<std::string> SqliteStore::paths_with_attempts() {
  return select_texts("SELECT DISTINCT path FROM attempts ORDER BY path");
}

void SqliteStore::readmit_set_aside() {
  const std::lock_guard lock(mutex_);
  database_.execute(fmt::format("UPDATE attempts SET unfinished = {} WHERE unfinished > {}",
                                kMostAttempts - 1, kMostAttempts - 1)
                        .c_str());
}

std::vector<Item> SqliteStore::select_items(std::string_view sql) {
  const std::lock_guard lock(mutex_);
  Statement rows(database_, sql);
  std::vector<Item> items;
  while (rows.step()) items.push_back(read_item(rows));
  return items;
}

std::vector<Item> SqliteStore::not_done() {
  return select_items(
      R"(SELECT id, path, digest, size_bytes, "partition" FROM items WHERE done = 0 ORDER BY id)");
}

std::vector<Item> SqliteStore::done() {
  return select_items(
      R"(SELECT id, path, digest, size_bytes, "partition" FROM items WHERE done = 1 ORDER BY id)");
}

std::vector<Item> SqliteStore::done_without_features() {
  return select_items(
      R"(SELECT id, path, digest, size_bytes, "partition" FROM items
         WHERE done = 1 AND id NOT IN (SELECT item_id FROM features) ORDER BY id)");
}

void SqliteStore::mark_done(const std::vector<std::string>& item_ids, const Attempts& attempts) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  for_each_text("UPDATE items SET done = 1 WHERE id = ? AND done = 0", item_ids);
  apply(attempts);
  pass(Failpoint::mark_before_commit);
  transaction.commit();
  pass(Failpoint::mark_after_commit);
}

void SqliteStore::insert_features(const std::vector<Features>& rows, const Attempts& attempts) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  Statement insert(database_,
                   R"(INSERT INTO features (item_id, size_bytes, line_count, entropy_millibits,
                                            distinct_byte_count)
                      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING)");
  for (const Features& row : rows) {
    insert.bind(1, row.item_id);
    bind_features(insert, 2, row);
    run_once(insert);
  }
  apply(attempts);
  pass(Failpoint::features_before_commit);
  transaction.commit();
  pass(Failpoint::features_after_commit);
}

std::vector<LoadCandidate> SqliteStore::candidates_after(const std::vector<int>& partitions,
                                                         const std::string& after,
                                                         std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Statement rows(database_,
                 fmt::format(R"({} WHERE i."partition" IN {} AND i.id > ? ORDER BY i.id LIMIT ?)",
                             kSelectCandidates, list_of(partitions)));
  rows.bind(1, after);
  rows.bind(2, static_cast<std::int64_t>(limit));
  return read_candidates(rows);
}

std::vector<LoadCandidate> SqliteStore::candidates_from(const std::vector<int>& partitions,
                                                        std::uint64_t index, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Statement rows(database_,
                 fmt::format(R"({} WHERE i."partition" IN {} ORDER BY i.id LIMIT ? OFFSET ?)",
                             kSelectCandidates, list_of(partitions)));
  rows.bind(1, static_cast<std::int64_t>(limit));
  rows.bind(2, static_cast<std::int64_t>(index));
  return read_candidates(rows);
}

void SqliteStore::insert_loaded(const std::vector<LoadedRow>& rows) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  Statement insert(database_,
                   R"(INSERT INTO loaded (dedup_key, item_id, "partition", size_bytes, line_count,
                                          entropy_millibits, distinct_byte_count)
                      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING)");
  for (const LoadedRow& row : rows) {
    insert.bind(1, row.dedup_key);
    insert.bind(2, row.features.item_id);
    insert.bind(3, std::int64_t{row.partition});
    bind_features(insert, 4, row.features);
    run_once(insert);
  }
  pass(Failpoint::load_before_commit);
  transaction.commit();
}

std::string SqliteStore::id_below(const std::vector<int>& partitions, const std::string& id) {
  const std::lock_guard lock(mutex_);
  Statement rows(database_, fmt::format(R"(SELECT id FROM items WHERE "partition" IN {} AND id < ?
                                ORDER BY id DESC LIMIT 1)",
                                        list_of(partitions)));
  rows.bind(1, id);
  return rows.step() ? rows.text(0) : std::string();
}

void SqliteStore::consolidate() {
  const std::lock_guard lock(mutex_);
  database_.execute("PRAGMA wal_checkpoint");
}

Totals SqliteStore::totals() {
  const std::lock_guard lock(mutex_);
  const auto count = [&](const char* sql) {
    return static_cast<std::uint64_t>(database_.query_integer(sql));
  };
  return {count("SELECT COUNT(*) FROM items"), count("SELECT COUNT(*) FROM items WHERE done = 1"),
          count("SELECT COUNT(*) FROM features"), count("SELECT COUNT(*) FROM loaded")};
}

}  // namespace pipeline
