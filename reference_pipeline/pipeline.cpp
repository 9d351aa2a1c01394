// The three stages and what holds them together. A stage reads its work list from the database and
// ends with everything that succeeded committed; nothing of a run lives on but what it committed.
#include "reference_pipeline/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "reference_pipeline/artifact.h"
#include "reference_pipeline/batch.h"
#include "reference_pipeline/failpoints.h"
#include "reference_pipeline/failures.h"
#include "reference_pipeline/features.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/interrupt.h"
#include "reference_pipeline/load.h"
#include "reference_pipeline/source.h"
#include "reference_pipeline/sqlite_store.h"
#include "reference_pipeline/work_directory.h"
#include "reference_pipeline/workers.h"

namespace pipeline {
namespace {

namespace fs = std::filesystem;

void refuse_bad_source(const fs::path& source, const fs::path& work) {
  std::error_code error;
  const fs::path real_source = fs::canonical(source, error);
  if (!error) fs::directory_iterator(real_source, error);
  if (error) {
    throw Refusal(ExitCode::usage,
                  fmt::format("cannot read source {}: {}", source.string(), error.message()));
  }
  // Artifacts would become items, of which artifacts would be made.
  const fs::path from_source = fs::weakly_canonical(work).lexically_relative(real_source);
  if (!from_source.empty() && *from_source.begin() != "..") {
    throw Refusal(ExitCode::usage, fmt::format("work directory {} lies in source {}", work.string(),
                                               source.string()));
  }
}

std::vector<Item> list_or_refuse(const Settings& settings, Failures& failures) {
  try {
    return list_source(settings.source, settings.worker_count, failures);
  } catch (const fs::filesystem_error& error) {
    throw Refusal(ExitCode::usage, fmt::format("cannot read source: {}", error.what()));
  }
}

std::size_t batch_limit(const Settings& settings) {
  // FLAW checkpoint-at-end: the resume cost is everything.
  if (flaw_seeded(Flaw::checkpoint_at_end)) return std::numeric_limits<std::int64_t>::max();
  return settings.checkpoint_every;
}

class Run {
 public:
  Run(const Settings& settings, Store& store, Loader& loader, ArtifactStore& artifacts,
      Failures& failures)
      : settings_(settings),
        store_(store),
        loader_(loader),
        artifacts_(artifacts),
        failures_(failures) {}

  void all(const std::vector<Item>& listed) {
    register_new(listed);
    if (!interrupt_requested()) make_artifacts();
    if (!interrupt_requested()) make_features();
    if (!interrupt_requested()) loader_.run(store_, failures_);
  }

 private:
  void register_new(const std::vector<Item>& listed) {
    const std::vector<std::string> known = store_.item_ids();
    std::vector<Item> added;
    std::ranges::copy_if(listed, std::back_inserter(added), [&](const Item& item) {
      return !std::ranges::binary_search(known, item.id);
    });
    std::vector<std::string> gone;
    std::ranges::copy_if(known, std::back_inserter(gone), [&](const std::string& id) {
      return !std::ranges::binary_search(listed, id, {}, &Item::id);
    });
    if (added.empty() && gone.empty()) return;
    loader_.rewind_below(added, store_);
    store_.register_items(added, gone);
  }

  void make_artifacts() {
    const std::vector<Item> pending = store_.not_done();
    announce("artifacts", pending.size());
    if (pending.empty()) return;
    artifacts_.make_names_durable();
    Batch<std::string> done(
        batch_limit(settings_), [&](const auto& ids) { store_.mark_done(ids); }, failures_);
    for_each_in_parallel(settings_.worker_count, pending,
                         [&](const Item& item) { make_artifact(item, done); });
    flush(done);
  }

  void make_artifact(const Item& item, Batch<std::string>& done) {
    try {
      // FLAW flag-before-artifact: the claim before what it claims.
      if (flaw_seeded(Flaw::flag_before_artifact)) store_.mark_done({item.id});
      const ArtifactResult result = artifacts_.make(item);
      if (result == ArtifactResult::published) done.add(item.id);
      // FLAW flush-marks-in-flight: what was begun is taken for what succeeded.
      if (result == ArtifactResult::interrupted && flaw_seeded(Flaw::flush_marks_in_flight)) {
        done.add(item.id);
      }
    } catch (const std::exception& error) {
      failures_.add(item.path, error.what());
      // FLAW failed-item-done: a failed item is taken for a finished one.
      if (flaw_seeded(Flaw::failed_item_done)) done.add(item.id);
    }
  }

  void make_features() {
    const std::vector<Item> pending = store_.done_without_features();
    announce("features", pending.size());
    Batch<Features> derived(
        batch_limit(settings_), [&](const auto& rows) { store_.insert_features(rows); }, failures_);
    for_each_in_parallel(settings_.worker_count, pending, [&](const Item& item) {
      try {
        derived.add(derive_features(settings_.source, item));
      } catch (const std::exception& error) {
        failures_.add(item.path, error.what());
      }
    });
    flush(derived);
  }

  template <typename Record>
  void flush(Batch<Record>& batch) {
    try {
      if (interrupt_requested()) pass(Failpoint::interrupt_flush);
      batch.flush();
    } catch (const std::exception& error) {
      failures_.add("flush", error.what());
    }
  }

  void announce(std::string_view stage, std::size_t count) {
    if (!settings_.quiet) fmt::print(stderr, "{}: {} to do\n", stage, count);
  }

  const Settings& settings_;
  Store& store_;
  Loader& loader_;
  ArtifactStore& artifacts_;
  Failures& failures_;
};

int exit_code(const Failures& failures) {
  if (interrupt_requested()) {
    return static_cast<int>(ExitCode::interrupted_base) + interrupt_signal();
  }
  return static_cast<int>(failures.count() == 0 ? ExitCode::done : ExitCode::incomplete);
}

void print_totals(const Totals& totals, const Failures& failures) {
  fmt::print("{} items: {} artifacts, {} features, {} loaded; {} failures\n", totals.items,
             totals.done, totals.features, totals.loaded, failures.count());
}

}  // namespace

int run_pipeline(const Settings& settings) {
  refuse_bad_source(settings.source, settings.work);
  WorkDirectory work(settings.work);
  Loader loader({settings.source, work.checkpoints(), settings.worker_count, batch_limit(settings),
                 settings.durable});
  Failures failures;
  // A listing that an interrupt cut short must not be taken for the source.
  const std::vector<Item> listed = list_or_refuse(settings, failures);
  if (interrupt_requested()) return exit_code(failures);

  work.prepare(settings.durable);
  SqliteStore store(work.database(), settings.durable);
  ArtifactStore artifacts(settings.source, work.artifacts(), settings.durable);
  Run(settings, store, loader, artifacts, failures).all(listed);
  print_totals(store.totals(), failures);
  return exit_code(failures);
}

int verify_artifacts(const Settings& settings) {
  WorkDirectory work(settings.work);
  SqliteStore store(work.database(), settings.durable);
  const ArtifactStore artifacts({}, work.artifacts(), settings.durable);
  Failures failures;
  const std::vector<Item> done = store.done();
  for_each_in_parallel(settings.worker_count, done, [&](const Item& item) {
    try {
      artifacts.verify(item);
    } catch (const std::exception& error) {
      failures.add("artifact of " + item.path, error.what());
    }
  });
  fmt::print("{} artifacts verified, {} missing or damaged\n", done.size(), failures.count());
  return exit_code(failures);
}

}  // namespace pipeline
