// The three stages and what holds them together. A stage reads its work list from the database and
// ends with everything that succeeded committed; nothing of a run lives on but what it committed.
#include "reference_pipeline/pipeline.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference_pipeline/artifact.h"
#include "reference_pipeline/batches.h"
#include "reference_pipeline/failures.h"
#include "reference_pipeline/features.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/interrupt.h"
#include "reference_pipeline/load.h"
#include "reference_pipeline/output.h"
#include "reference_pipeline/publish.h"
#include "reference_pipeline/source.h"
#include "reference_pipeline/sqlite_store.h"
#include "reference_pipeline/stock.h"
#include "reference_pipeline/work_directory.h"
#include "reference_pipeline/workers.h"

namespace pipeline {
namespace {

namespace fs = std::filesystem;

// How many files are read on the strength of one commit. It bounds how many must be read one by one
// after a death, and is no resume cost: reading leaves nothing behind.
constexpr std::size_t kReadTogether = 64;

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

// A temp on another file system could only be copied to its name, and a copy can be cut short.
// What differs only in the mount shows at the rename, which fails then.
void refuse_distant_temps(const Settings& settings) {
  if (settings.temp_directory.empty() || flaw_seeded(Flaw::rename_across_mounts)) return;
  struct stat temps = {};
  struct stat work = {};
  if (::stat(settings.temp_directory.c_str(), &temps) != 0 || !S_ISDIR(temps.st_mode)) {
    throw Refusal(ExitCode::usage, fmt::format("no directory for temporary files: {}",
                                               settings.temp_directory.string()));
  }
  if (::stat(settings.work.c_str(), &work) == 0 && work.st_dev != temps.st_dev) {
    throw Refusal(ExitCode::usage,
                  fmt::format("{} is on another file system than {}: a rename from there would be "
                              "a copy, which can be cut short",
                              settings.temp_directory.string(), settings.work.string()));
  }
}

std::filesystem::path temp_directory(const Settings& settings) {
  // FLAW rename-across-mounts: temporary files belong into /tmp, do they not?
  if (flaw_seeded(Flaw::rename_across_mounts) && settings.temp_directory.empty()) {
    return fs::temp_directory_path();
  }
  return settings.temp_directory;
}

std::vector<SourceFile> list_or_refuse(const Settings& settings) {
  try {
    return list_source(settings.source);
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

  void all(const std::vector<SourceFile>& listed) {
    loader_.make_names_durable();
    take_stock(listed);
    if (!interrupt_requested()) make_artifacts();
    if (!interrupt_requested()) make_features();
    if (!interrupt_requested()) loader_.run(store_, failures_);
    // Set aside for the rest of a run, not for ever: that is what makes it safe to be wrong about
    // an item that merely was in hand whenever the machine went down.
    if (!interrupt_requested() && failures_.set_aside_count() > 0) store_.readmit_set_aside();
  }

 private:
  void take_stock(const std::vector<SourceFile>& listed) {
    Stock stock(store_.item_ids(), store_.not_done());
    std::vector<SourceFile> finished;
    std::vector<SourceFile> open;
    for (const SourceFile& file : listed) (stock.finished(file) ? finished : open).push_back(file);
    reread(finished, stock);
    step<Item>(
        Step::read, open, kReadTogether,
        [&](const auto& items, const auto& attempts) { add(stock.note(items), attempts); },
        [&](const SourceFile& file) { return std::optional(read_item(settings_.source, file)); });
    if (!interrupt_requested()) withdraw_gone(listed, stock);
  }

  // What is done has been read before; its attempts are not counted, so that a rerun after success
  // writes nothing.
  void reread(const std::vector<SourceFile>& files, Stock& stock) {
    std::mutex mutex;
    std::vector<Item> items;
    for_each_in_parallel(settings_.worker_count, files, [&](const SourceFile& file) {
      try {
        Item item = read_item(settings_.source, file);
        const std::lock_guard lock(mutex);
        items.push_back(std::move(item));
      } catch (const std::exception& error) {
        failures_.add(file.path, error.what());
      }
    });
    const std::vector<Item> changed = stock.note(items);
    if (!changed.empty()) add(changed, {});
  }

  void add(const std::vector<Item>& added, const Attempts& attempts) {
    if (added.empty()) return store_.count_attempts(attempts);
    loader_.rewind_below(added, store_);
    store_.register_items(added, attempts);
  }

  void withdraw_gone(const std::vector<SourceFile>& listed, const Stock& stock) {
    std::vector<std::string> paths = store_.paths_with_attempts();
    std::erase_if(paths, [&](const std::string& path) {
      return std::ranges::binary_search(listed, path, {}, &SourceFile::path);
    });
    const std::vector<std::string> ids = stock.gone(listed);
    if (!ids.empty() || !paths.empty()) store_.withdraw(ids, paths);
  }

  void make_artifacts() {
    const std::vector<Item> pending = store_.not_done();
    announce("artifacts", pending.size());
    if (pending.empty()) return;
    artifacts_.make_names_durable();
    step<std::string>(
        Step::artifact, pending, batch_limit(settings_),
        [&](const auto& ids, const auto& attempts) { store_.mark_done(ids, attempts); },
        [&](const Item& item) { return make_artifact(item); });
  }

  // The id to mark done, or nothing if an interrupt came first.
  std::optional<std::string> make_artifact(const Item& item) {
    try {
      // FLAW flag-before-artifact: the claim before what it claims.
      if (flaw_seeded(Flaw::flag_before_artifact)) {
        store_.mark_done({item.id}, {Step::artifact, {item.path}, {}});
      }
      if (artifacts_.make(item) == ArtifactResult::published) return item.id;
      // FLAW flush-marks-in-flight: what was begun is taken for what succeeded.
      if (flaw_seeded(Flaw::flush_marks_in_flight)) return item.id;
      return std::nullopt;
    } catch (const std::exception& error) {
      // FLAW failed-item-done: a failed item is taken for a finished one.
      if (!flaw_seeded(Flaw::failed_item_done)) throw;
      failures_.add(item.path, error.what());
      return item.id;
    }
  }

  void make_features() {
    const std::vector<Item> pending = store_.done_without_features();
    announce("features", pending.size());
    step<Features>(
        Step::features, pending, batch_limit(settings_),
        [&](const auto& rows, const auto& attempts) { store_.insert_features(rows, attempts); },
        [&](const Item& item) { return std::optional(derive_features(settings_.source, item)); });
  }

  // One step of all pending work. touch(work) gives the record to commit, or nothing, or throws.
  template <typename Record, typename Work, typename Commit, typename Touch>
  void step(Step step, const std::vector<Work>& pending, std::size_t limit, const Commit& commit,
            const Touch& touch) {
    const std::map<std::string, int> unfinished = store_.unfinished_attempts(step);
    std::vector<Work> fresh;
    std::vector<Work> suspects;
    for (const Work& work : pending) {
      const auto attempts = unfinished.find(work.path);
      if (attempts == unfinished.end()) {
        fresh.push_back(work);
      } else if (attempts->second < kMostAttempts) {
        suspects.push_back(work);
      } else {
        failures_.set_aside(work.path, fmt::format("{} attempts at step '{}' never ended",
                                                   attempts->second, name_of(step)));
      }
    }
    work_through<Record>(step, fresh, limit, settings_.worker_count, commit, touch);
    // After the others, and one at a time: if the run dies again, it is known over which of them.
    std::ranges::stable_sort(suspects, {},
                             [&](const Work& work) { return unfinished.at(work.path); });
    work_through<Record>(step, suspects, 1, 1, commit, touch);
  }

  template <typename Record, typename Work, typename Commit, typename Touch>
  void work_through(Step step, const std::vector<Work>& pending, std::size_t limit,
                    int worker_count, const Commit& commit, const Touch& touch) {
    const auto commit_or_count = [&](const std::vector<Record>& records, const Attempts& attempts) {
      records.empty() ? store_.count_attempts(attempts) : commit(records, attempts);
    };
    Batches<Work, Record> batches(step, pending, limit, commit_or_count, failures_);
    in_parallel(workers_for(worker_count, pending.size()), [&] {
      while (const std::optional<Work> work = batches.take()) {
        std::optional<Record> record;
        try {
          record = touch(*work);
        } catch (const std::exception& error) {
          failures_.add(work->path, error.what());
        }
        batches.ended(*work, std::move(record));
      }
    });
    batches.finish();
  }

  void announce(std::string_view stage, std::size_t count) {
    if (!settings_.quiet) say_on_stderr(fmt::format("{}: {} to do\n", stage, count));
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
  if (failures.count() > 0) return static_cast<int>(ExitCode::incomplete);
  return static_cast<int>(failures.set_aside_count() > 0 ? ExitCode::set_aside : ExitCode::done);
}

void print_totals(const Totals& totals, const Failures& failures) {
  const std::string set_aside = failures.set_aside_count() == 0
                                    ? std::string()
                                    : fmt::format(", {} set aside", failures.set_aside_count());
  print_result(fmt::format("{} items: {} artifacts, {} features, {} loaded; {} failures{}\n",
                           totals.items, totals.done, totals.features, totals.loaded,
                           failures.count(), set_aside));
}

// Everything that changes files. When it returns the database is closed.
Totals process(const Settings& settings, WorkDirectory& work, Loader& loader,
               const std::vector<SourceFile>& listed, Failures& failures) {
  work.prepare(settings.durable);
  SqliteStore store(work.database(), settings.durable);
  work.remove_dead_temps();
  if (!settings.temp_directory.empty()) remove_stale_temps(settings.temp_directory);
  ArtifactStore artifacts(settings.source, work.artifacts(), temp_directory(settings),
                          settings.durable);
  Run(settings, store, loader, artifacts, failures).all(listed);
  try {
    store.consolidate();
  } catch (const std::exception& error) {
    failures.add("end", error.what());
  }
  return store.totals();
}

}  // namespace

int run_pipeline(const Settings& settings) {
  refuse_bad_source(settings.source, settings.work);
  WorkDirectory work(settings.work);
  refuse_distant_temps(settings);
  Loader loader({settings.source, work.checkpoints(), settings.worker_count, batch_limit(settings),
                 settings.durable});
  const std::vector<SourceFile> listed = list_or_refuse(settings);

  Failures failures;
  const Totals totals = process(settings, work, loader, listed, failures);
  work.make_names_durable(settings.durable);
  print_totals(totals, failures);
  return exit_code(failures);
}

int verify_artifacts(const Settings& settings) {
  WorkDirectory work(settings.work);
  SqliteStore store(work.database(), settings.durable);
  const ArtifactStore artifacts({}, work.artifacts(), {}, settings.durable);
  Failures failures;
  const std::vector<Item> done = store.done();
  for_each_in_parallel(settings.worker_count, done, [&](const Item& item) {
    try {
      artifacts.verify(item);
    } catch (const std::exception& error) {
      failures.add("artifact of " + item.path, error.what());
    }
  });
  print_result(
      fmt::format("{} artifacts verified, {} missing or damaged\n", done.size(), failures.count()));
  return exit_code(failures);
}

}  // namespace pipeline
