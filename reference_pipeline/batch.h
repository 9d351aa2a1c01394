// What succeeded and is not yet committed. N of them make a commit: N is the resume cost, the most
// that a kill can make the next run do again.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "reference_pipeline/failures.h"

namespace pipeline {

template <typename Record>
class Batch {
 public:
  using Commit = std::function<void(const std::vector<Record>&)>;

  // `commit` stores records in one transaction or throws. A batch that cannot be committed is
  // reported to `failures` and dropped: its items are still not done, so a rerun takes them up.
  Batch(std::size_t limit, Commit commit, Failures& failures)
      : limit_(limit), commit_(std::move(commit)), failures_(failures) {}

  // May be called by several workers; whoever fills the batch commits it.
  void add(Record record) {
    const std::lock_guard lock(mutex_);
    records_.push_back(std::move(record));
    if (records_.size() >= limit_) commit_held();
  }

  void flush() {
    const std::lock_guard lock(mutex_);
    commit_held();
  }

 private:
  void commit_held() {
    const std::vector<Record> records = std::exchange(records_, {});
    if (records.empty()) return;
    try {
      commit_(records);
    } catch (const std::exception& error) {
      failures_.add("commit", error.what());
    }
  }

  const std::size_t limit_;
  const Commit commit_;
  Failures& failures_;
  std::mutex mutex_;
  std::vector<Record> records_;
};

}  // namespace pipeline
