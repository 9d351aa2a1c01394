// The items of one step, handed out N at a time, and the commits of what came of them. N is the
// resume cost: the most that a kill can make the next run do again.
//
// One transaction records what succeeded, ends the attempts that are over, and counts those of the
// next N items. So an item is only touched when the count of it is durable, and that costs no
// commit of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "reference_pipeline/attempts.h"
#include "reference_pipeline/failpoints.h"
#include "reference_pipeline/failures.h"
#include "reference_pipeline/interrupt.h"

namespace pipeline {

// Work has a member `path`. Record is what is stored of an item that succeeded.
template <typename Work, typename Record>
class Batches {
 public:
  // Stores both in one transaction, or throws and has stored nothing.
  using Commit = std::function<void(const std::vector<Record>&, const Attempts&)>;

  Batches(Step step, const std::vector<Work>& work, std::size_t limit, Commit commit,
          Failures& failures)
      : step_(step), work_(work), limit_(limit), commit_(std::move(commit)), failures_(failures) {}

  // The next item, its attempt counted. Nothing when all are taken, after an interrupt, and when
  // counting failed. May be called by several workers, as ended() may.
  std::optional<Work> take() {
    const std::lock_guard lock(mutex_);
    if (stopped_ || interrupt_requested() || taken_ == work_.size()) return std::nullopt;
    if (taken_ == counted_ && !commit_next()) return std::nullopt;
    return work_[taken_++];
  }

  // No record: the item failed or was given up.
  void ended(const Work& item, std::optional<Record> record) {
    const std::lock_guard lock(mutex_);
    ended_.push_back(item.path);
    if (record) records_.push_back(*std::move(record));
  }

  // To be called when all workers have left: commits what is held, also after an interrupt.
  void finish() {
    const std::lock_guard lock(mutex_);
    // What was counted and never taken was not touched.
    while (taken_ < counted_) ended_.push_back(work_[taken_++].path);
    if (records_.empty() && ended_.empty()) return;
    try {
      if (interrupt_requested()) pass(Failpoint::interrupt_flush);
      commit_held({});
    } catch (const std::exception& error) {
      failures_.add("commit", error.what());
    }
  }

 private:
  bool commit_next() {
    const std::size_t until = taken_ + std::min(limit_, work_.size() - taken_);
    std::vector<std::string> begun;
    for (std::size_t i = taken_; i < until; ++i) begun.push_back(work_[i].path);
    try {
      commit_held(std::move(begun));
    } catch (const std::exception& error) {
      // What is held stays held: finish() tries once more. Nothing uncounted is touched.
      failures_.add("commit", error.what());
      stopped_ = true;
      return false;
    }
    counted_ = until;
    return true;
  }

  void commit_held(std::vector<std::string> begun) {
    commit_(records_, {step_, ended_, std::move(begun)});
    records_.clear();
    ended_.clear();
  }

  const Step step_;
  const std::vector<Work>& work_;
  const std::size_t limit_;
  const Commit commit_;
  Failures& failures_;
  std::mutex mutex_;
  std::size_t taken_ = 0;    // of work_
  std::size_t counted_ = 0;  // of work_
  bool stopped_ = false;
  std::vector<Record> records_;
  std::vector<std::string> ended_;
};

}  // namespace pipeline
