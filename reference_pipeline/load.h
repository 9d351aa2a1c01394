// Stage 3, in the classic style: rows go to `loaded` in batches, and a checkpoint file per
// partition says how far one has come. Rows first, checkpoint second, a dedup key for what lies in
// between.
//
// What a checkpoint claims, and every step here keeps true: each registered item of the partition
// with an id up to the cursor has its row. So the cursor stops below an item that has no features
// yet, and it is put back *before* an item is registered that sorts below it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "reference_pipeline/checkpoint.h"
#include "reference_pipeline/failures.h"
#include "reference_pipeline/store.h"

namespace pipeline {

struct LoadSettings {
  std::filesystem::path source;  // only the flaw wall-clock-key looks there
  std::filesystem::path checkpoint_directory;
  int worker_count = 1;
  std::size_t batch_limit = 10;  // rows to a commit and a checkpoint
  bool durable = true;
};

class Loader {
 public:
  // Reads every checkpoint. Throws Refusal (unknown version) if one is not ours; changes nothing.
  explicit Loader(LoadSettings settings);

  // To be called before checkpoints of earlier runs are built upon: a run that was killed between
  // rename and sync left one that is visible but not yet durable. Throws std::system_error.
  void make_names_durable() const;

  // To be called before the items are registered. Throws std::system_error.
  void rewind_below(const std::vector<Item>& added, Store& store);
  void run(Store& store, Failures& failures);

 private:
  // Partitions that are loaded one after the other by one worker, and their checkpoint.
  struct Lane {
    std::vector<int> partitions;
    CheckpointFile file;
  };

  // A lane, and where the last run left it.
  struct Start {
    const Lane* lane;
    Checkpoint checkpoint;
  };

  std::vector<Lane> make_lanes() const;
  void load_lane(const Start& start, Store& store);
  void load_lane_by_clock(const Start& start, Store& store);
  void commit(const Lane& lane, Store& store, const std::vector<LoadedRow>& rows,
              const Checkpoint* checkpoint);
  void write_checkpoint(const Lane& lane, const Checkpoint& checkpoint);

  LoadSettings settings_;
  std::vector<Lane> lanes_;
  // Only for the flaw shared-checkpoint: the one checkpoint of all, and who may write it.
  std::mutex shared_mutex_;
  std::string shared_cursor_;
};

}  // namespace pipeline
