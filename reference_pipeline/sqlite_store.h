// The Store in one SQLite file, pipeline.db.
#pragma once

#include <filesystem>
#include <mutex>

#include "reference_pipeline/sqlite.h"
#include "reference_pipeline/store.h"

namespace pipeline {

class SqliteStore : public Store {
 public:
  // Opens the database, or makes it, whole or not at all. Throws Refusal (unknown version) when its
  // schema is not ours and std::exception when it cannot be made or opened. durable: commits
  // survive a power loss.
  SqliteStore(const std::filesystem::path& path, bool durable);

  std::vector<std::string> item_ids() override;
  void register_items(const std::vector<Item>& added, const Attempts& attempts) override;
  void withdraw(const std::vector<std::string>& item_ids,
                const std::vector<std::string>& paths) override;
  std::vector<Item> not_done() override;
  std::vector<Item> done() override;
  void mark_done(const std::vector<std::string>& item_ids, const Attempts& attempts) override;
  std::vector<Item> done_without_features() override;
  void insert_features(const std::vector<Features>& rows, const Attempts& attempts) override;
  void count_attempts(const Attempts& attempts) override;
  std::map<std::string, int> unfinished_attempts(Step step) override;
  std::vector<std::string> paths_with_attempts() override;
  void readmit_set_aside() override;
  std::vector<LoadCandidate> candidates_after(const std::vector<int>& partitions,
                                              const std::string& after, std::size_t limit) override;
  std::vector<LoadCandidate> candidates_from(const std::vector<int>& partitions,
                                             std::uint64_t index, std::size_t limit) override;
  void insert_loaded(const std::vector<LoadedRow>& rows) override;
  std::string id_below(const std::vector<int>& partitions, const std::string& id) override;
  Totals totals() override;
  void consolidate() override;

 private:
  std::vector<Item> select_items(std::string_view sql);
  std::vector<std::string> select_texts(std::string_view sql);
  // Within the transaction that the caller has open.
  void apply(const Attempts& attempts);
  void for_each_text(std::string_view sql, const std::vector<std::string>& texts);

  std::mutex mutex_;  // one connection, and SQLite has one writer anyway
  Database database_;
};

}  // namespace pipeline
