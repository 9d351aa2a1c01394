// Loading lane by lane.
#include "reference_pipeline/load.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <string_view>
#include <utility>

#include "reference_pipeline/digest.h"
#include "reference_pipeline/failpoints.h"
#include "reference_pipeline/file.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/workers.h"

namespace pipeline {
namespace {

// The key comes from what the row says and from nothing else, so that a second attempt makes the
// same one.
LoadedRow row_of(const LoadCandidate& candidate) {
  const Features& features = *candidate.features;
  return {digest_of(fmt::format("{}|{}|{}|{}|{}", features.item_id, features.size_bytes,
                                features.line_count, features.entropy_millibits,
                                features.distinct_byte_count)),
          features, candidate.item.partition};
}

bool without_features(const LoadCandidate& candidate) {
  return !candidate.features;
}

std::vector<LoadedRow> rows_of(const std::vector<LoadCandidate>& candidates) {
  std::vector<LoadedRow> rows;
  for (const LoadCandidate& candidate : candidates) {
    if (candidate.features) rows.push_back(row_of(candidate));
  }
  return rows;
}

// Where a lane reads on, and how that is written down.
class Position {
 public:
  explicit Position(const Checkpoint& checkpoint) : cursor_(checkpoint.cursor) {}

  std::vector<LoadCandidate> next(Store& store, const std::vector<int>& partitions,
                                  std::size_t limit) {
    // FLAW index-instead-of-key: a number of items, which says nothing about which ones.
    if (flaw_seeded(Flaw::index_instead_of_key)) {
      const std::uint64_t index = cursor_.empty() ? 0 : std::stoull(cursor_);
      auto candidates = store.candidates_from(partitions, index, limit);
      cursor_ = std::to_string(index + candidates.size());
      return candidates;
    }
    auto candidates = store.candidates_after(partitions, cursor_, limit);
    if (!candidates.empty()) cursor_ = candidates.back().item.id;
    return candidates;
  }

  Checkpoint checkpoint() const { return {cursor_}; }

 private:
  std::string cursor_;
};

std::int64_t modified_at_nanoseconds(const std::filesystem::path& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) throw_errno("cannot stat", path);
  return status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
}

std::int64_t now_nanoseconds() {
  struct timespec now;
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

Loader::Loader(LoadSettings settings) : settings_(std::move(settings)), lanes_(make_lanes()) {
  for (const Lane& lane : lanes_) (void)lane.file.read();
}

std::vector<Loader::Lane> Loader::make_lanes() const {
  const auto file = [&](const std::string& name) {
    return CheckpointFile(settings_.checkpoint_directory / name, settings_.durable);
  };
  std::vector<Lane> lanes;
  // FLAW shared-checkpoint: one lane a worker, and one checkpoint for all lanes.
  if (flaw_seeded(Flaw::shared_checkpoint)) {
    for (int worker = 0; worker < std::min(settings_.worker_count, kPartitionCount); ++worker) {
      Lane lane{{}, file("shared.json")};
      for (int k = worker; k < kPartitionCount; k += settings_.worker_count) {
        lane.partitions.push_back(k);
      }
      lanes.push_back(std::move(lane));
    }
    return lanes;
  }
  for (int k = 0; k < kPartitionCount; ++k) {
    lanes.push_back({{k}, file(fmt::format("partition-{}.json", k))});
  }
  return lanes;
}

void Loader::make_names_durable() const {
  if (settings_.durable) sync_directory(settings_.checkpoint_directory);
}

void Loader::rewind_below(const std::vector<Item>& added, Store& store) {
  // An index or a time does not tell which items it covers, so it cannot be put back. That is
  // what is wrong with it.
  if (flaw_seeded(Flaw::index_instead_of_key) || flaw_seeded(Flaw::wall_clock_key)) return;
  for (const Lane& lane : lanes_) {
    const auto first = std::ranges::find_if(added, [&](const Item& item) {
      return std::ranges::find(lane.partitions, item.partition) != lane.partitions.end();
    });
    if (first == added.end() || first->id > lane.file.read().cursor) continue;
    pass(Failpoint::rewind_before_checkpoint);
    lane.file.write({store.id_below(lane.partitions, first->id)});
  }
}

void Loader::run(Store& store, Failures& failures) {
  // All are read before any lane moves: a run starts from what the last one left.
  std::vector<Start> starts;
  for (const Lane& lane : lanes_) starts.push_back({&lane, lane.file.read()});
  shared_cursor_ = starts.front().checkpoint.cursor;
  for_each_in_parallel(settings_.worker_count, starts, [&](const Start& start) {
    try {
      // FLAW wall-clock-key: the cursor is a time.
      flaw_seeded(Flaw::wall_clock_key) ? load_lane_by_clock(start, store)
                                        : load_lane(start, store);
    } catch (const std::exception& error) {
      failures.add(fmt::format("load of partition {}", start.lane->partitions.front()),
                   error.what());
    }
  });
}

void Loader::load_lane(const Start& start, Store& store) {
  Position position(start.checkpoint);
  // Above an item without features, rows are loaded all the same, but claimed by no checkpoint.
  bool complete_so_far = true;
  for (;;) {
    const auto candidates = position.next(store, start.lane->partitions, settings_.batch_limit);
    if (candidates.empty()) return;
    if (interrupt_requested()) {
      // FLAW interrupt-drops-buffer: how far one has read is saved, what one has read is not.
      if (flaw_seeded(Flaw::interrupt_drops_buffer)) {
        write_checkpoint(*start.lane, position.checkpoint());
      }
      return;
    }
    complete_so_far = complete_so_far && std::ranges::none_of(candidates, without_features);
    const Checkpoint checkpoint = position.checkpoint();
    commit(*start.lane, store, rows_of(candidates), complete_so_far ? &checkpoint : nullptr);
  }
}

// The wrong way that goes with wall-clock-key: a pass takes what was modified since the last pass
// and not after now. It is right only as long as no clock is moved and nothing arrives late.
void Loader::load_lane_by_clock(const Start& start, Store& store) {
  const std::string& cursor = start.checkpoint.cursor;
  const std::int64_t last_run_at_nanoseconds = cursor.empty()
                                                   ? std::numeric_limits<std::int64_t>::min()
                                                   : std::stoll(cursor) * 1'000'000'000;
  const std::int64_t started_at_nanoseconds = now_nanoseconds();
  auto candidates =
      store.candidates_after(start.lane->partitions, "", std::numeric_limits<std::int64_t>::max());
  std::erase_if(candidates, [&](const LoadCandidate& candidate) {
    const std::int64_t at_nanoseconds =
        modified_at_nanoseconds(source_file(settings_.source, candidate.item.path));
    return at_nanoseconds <= last_run_at_nanoseconds || at_nanoseconds > started_at_nanoseconds;
  });
  if (candidates.empty() && !cursor.empty()) return;
  const Checkpoint checkpoint{std::to_string(started_at_nanoseconds / 1'000'000'000)};
  commit(*start.lane, store, rows_of(candidates), &checkpoint);
}

void Loader::commit(const Lane& lane, Store& store, const std::vector<LoadedRow>& rows,
                    const Checkpoint* checkpoint) {
  // FLAW order-inverted: the claim before what it claims.
  const bool claim_first = flaw_seeded(Flaw::order_inverted);
  if (claim_first && checkpoint != nullptr) write_checkpoint(lane, *checkpoint);

  store.insert_loaded(rows);
  pass(Failpoint::load_between_commit_and_checkpoint);
  if (!claim_first && checkpoint != nullptr) write_checkpoint(lane, *checkpoint);
  pass(Failpoint::load_after_checkpoint);
}

void Loader::write_checkpoint(const Lane& lane, const Checkpoint& checkpoint) {
  // FLAW shared-checkpoint: the highest cursor of any lane. The lock keeps the file in order and
  // cannot help: "up to here" is not true of the lanes that are behind.
  if (flaw_seeded(Flaw::shared_checkpoint)) {
    const std::lock_guard lock(shared_mutex_);
    shared_cursor_ = std::max(shared_cursor_, checkpoint.cursor);
    lane.file.write({shared_cursor_});
    return;
  }
  lane.file.write(checkpoint);
}

}  // namespace pipeline
