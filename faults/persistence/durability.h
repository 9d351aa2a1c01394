// From which moment on each Event is certain to survive, under the rules of one family of file
// systems: what fsync and its relatives promise.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/effects.h"
#include "harness/model/survival.h"

namespace crashproof::persistence {

constexpr std::uint64_t never = UINT64_MAX;

// What fsync of a file makes certain beside the file's own data. sync(2) makes everything certain,
// msync is fsync; sync_file_range promises nothing. A write that syncs itself is followed by a
// sync of its range.
enum class SyncReach : std::uint8_t {
  journal,  // all changes of names up to the last that touches the file, a longer size included
  file,     // the file's own names, parents and what stood in their place; a directory's entries
  posix,    // a file's size and attributes; a directory's entries
};

class Durability {
 public:
  Durability(const Effects& effects, SyncReach reach);

  // Power failing after so many Events, or later, leaves the Event; `never` if nothing synced it.
  std::uint64_t certain_from(std::uint64_t event) const { return certain_from_[event]; }
  // Events before `failed_after` that may be lost then, in order.
  std::vector<std::uint64_t> uncertain_writes(std::uint64_t failed_after) const;
  std::vector<std::uint64_t> uncertain_names(std::uint64_t failed_after) const;
  // See SurvivalSource.
  std::uint64_t possible_until(const Survival& survival) const;
  const Effects& effects() const { return effects_; }

 private:
  void note(std::uint64_t index);
  void sync_all(std::uint64_t index);
  void sync_file(FileId file, std::uint64_t index);
  void sync_journal(FileId file, std::uint64_t index);
  void sync_names_of(FileId file, std::uint64_t index);
  void sync_entries_of(FileId file, std::uint64_t index);
  std::vector<std::uint64_t> uncertain(const std::vector<std::uint64_t>& events,
                                       const std::vector<std::uint64_t>& first,
                                       std::uint64_t failed_after) const;
  std::vector<std::uint64_t> first_uncertain(const std::vector<std::uint64_t>& events) const;

  const Effects& effects_;
  SyncReach reach_;
  std::vector<std::uint64_t> certain_from_;
  std::vector<std::uint64_t> earliest_of_rest_;  // the least certain_from of this Event and later
  std::vector<std::uint64_t> names_;             // all changes of names, in order
  // By moment: the place in writes() or names_ before which all is certain.
  std::vector<std::uint64_t> first_write_;
  std::vector<std::uint64_t> first_name_;
  // While the trace is being read: what is not certain yet.
  std::vector<std::vector<std::uint64_t>> writes_of_;  // by file
  std::vector<std::uint64_t> pending_names_;
  std::vector<std::uint64_t> last_touch_;      // by file: one more than the last Event
  std::vector<std::uint64_t> entries_synced_;  // by Event: 1 the slot's directory, 2 the target's
};

}  // namespace crashproof::persistence
