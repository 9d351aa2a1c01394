// Layer 2: what is known of the items, as queries. The work list is never kept: it is asked for.
// Every change is one transaction and may be repeated without effect.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reference_pipeline/attempts.h"
#include "reference_pipeline/item.h"

namespace pipeline {

// Derived per item by stage 2. Integers only, so that rows compare exactly.
struct Features {
  std::string item_id;
  std::uint64_t size_bytes = 0;
  std::uint64_t line_count = 0;           // number of '\n'
  std::uint64_t entropy_millibits = 0;    // of the byte histogram, per byte: 0 … 8000
  std::uint64_t distinct_byte_count = 0;  // 0 … 256
};

// What stage 3 reads: an item of a partition, with its features once they are there.
struct LoadCandidate {
  Item item;
  std::optional<Features> features;
};

// One row of the `loaded` table.
struct LoadedRow {
  std::string dedup_key;  // from the content of the row: loading it again is no second row
  Features features;
  int partition = 0;
};

struct Totals {
  std::uint64_t items = 0;
  std::uint64_t done = 0;
  std::uint64_t features = 0;
  std::uint64_t loaded = 0;
};

// Methods may be called by several threads; each throws std::exception when it cannot be carried
// out, and has then changed nothing.
class Store {
 public:
  virtual ~Store() = default;

  virtual std::vector<std::string> item_ids() = 0;
  virtual void register_items(const std::vector<Item>& added, const Attempts& attempts) = 0;
  // Forgets what has left the source: items that were never done, and attempts.
  virtual void withdraw(const std::vector<std::string>& item_ids,
                        const std::vector<std::string>& paths) = 0;

  virtual std::vector<Item> not_done() = 0;
  virtual std::vector<Item> done() = 0;
  virtual void mark_done(const std::vector<std::string>& item_ids, const Attempts& attempts) = 0;

  virtual std::vector<Item> done_without_features() = 0;
  virtual void insert_features(const std::vector<Features>& rows, const Attempts& attempts) = 0;

  // Attempts alone.
  virtual void count_attempts(const Attempts& attempts) = 0;
  // Path of an item to its attempts at the step that never ended; others have none.
  virtual std::map<std::string, int> unfinished_attempts(Step step) = 0;
  virtual std::vector<std::string> paths_with_attempts() = 0;
  // Allows items that were set aside one more attempt.
  virtual void readmit_set_aside() = 0;

  // At most `limit` items of the partitions, in order of id, with an id greater than `after`.
  virtual std::vector<LoadCandidate> candidates_after(const std::vector<int>& partitions,
                                                      const std::string& after,
                                                      std::size_t limit) = 0;
  // The same, but from the index-th item on; only the flaw index-instead-of-key asks this.
  virtual std::vector<LoadCandidate> candidates_from(const std::vector<int>& partitions,
                                                     std::uint64_t index, std::size_t limit) = 0;
  virtual void insert_loaded(const std::vector<LoadedRow>& rows) = 0;
  // The greatest id below `id` in the partitions, or "".
  virtual std::string id_below(const std::vector<int>& partitions, const std::string& id) = 0;

  virtual Totals totals() = 0;

  // At the end of a run: what is committed moves to its final place. Until then it is as safe, but
  // only the next run would see to it.
  virtual void consolidate() = 0;
};

}  // namespace pipeline
