// What one run did: its Events in one total order, how it ended, and what could not be followed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/model/blob_store.h"
#include "harness/model/event.h"

namespace crashproof {

// How a run of the subject ended.
struct RunExit {
  enum class How : std::uint8_t {
    exited,     // the first process returned code
    signalled,  // a signal (not ours) ended it: code is the signal
    killed,     // we killed it where the schedule said
    timed_out,  // we killed it at its time limit
  };
  How how = How::exited;
  int code = 0;
  double seconds = 0;  // wall time from launch to the last process's end

  bool succeeded() const { return how == How::exited && code == 0; }
  bool operator==(const RunExit&) const = default;
};

// Something that the recorder saw but could not follow. Counted, never dropped silently.
struct Gap {
  std::string what;  // e.g. "io_uring_setup refused", "mapped file larger than 64 MiB not compared"
  std::string detail;  // an example: path, program
  std::uint64_t count = 0;

  bool operator==(const Gap&) const = default;
};

struct Trace {
  std::vector<Event> events;
  RunExit exit;
  std::vector<Gap> gaps;
  // Writes outside the allowed places that were refused, by path, with the program that tried.
  std::vector<Gap> refused_writes;
  std::uint64_t processes = 0;  // processes seen, without threads
  std::uint64_t threads = 0;    // threads seen beyond each process's first
  // The descendants that were still alive when the first process ended and had to be ended by us.
  std::uint64_t leftover_processes = 0;
  std::shared_ptr<BlobStore> blobs = std::make_shared<BlobStore>();
};

// A short hex digest of kinds, paths, ranges and contents; not of times, inodes and pids, nor of
// Events `open`, with which only some runs are recorded.
// Schedules carry it so that a replay can say that the subject has changed since.
std::string fingerprint(const Trace& trace);

}  // namespace crashproof
