// Runs workloads on a logged disk, each under Crashproof's own recorder.
#pragma once

#include <csignal>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/trace.h"
#include "tools/validate_models/block_log.h"
#include "tools/validate_models/disk_image.h"
#include "tools/validate_models/disk_server.h"
#include "tools/validate_models/file_system.h"
#include "tools/validate_models/observed_tree.h"
#include "tools/validate_models/variant.h"
#include "tools/validate_models/workloads.h"

namespace crashproof {

struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

struct RecordedWorkload {
  const Workload* workload = nullptr;
  ObservedTree initial;
  ObservedTree final;
  Trace trace;
  // Event number of each mark's marker Event, by number of the mark.
  std::vector<std::uint64_t> marks;
};

// How many Events of a workload had happened at a moment of the log: all of the first `finished`,
// perhaps those below `begun` as well.
struct EventRange {
  std::uint64_t finished = 0;
  std::uint64_t begun = 0;
  auto operator<=>(const EventRange&) const = default;
};
EventRange events_after(const RecordedWorkload& recorded, std::uint64_t marks_seen);

// The places that a measurement uses, all below a private directory.
struct Bench {
  std::string directory;  // holds "disk", "mounted", "crashed" and traces
  int content_fd = -1;    // of the logged disk
  std::uint64_t disk_bytes = 0;
  BlockLog& log;
  const DiskServer& server;
  const volatile std::sig_atomic_t* stop_flag = nullptr;
};

// A new file system with the initial files of all workloads.
DiskImage base_image(const Bench& bench, const FileSystem& file_system);

// Leaves the log of the disk in bench.log, from the mount on. Throws std::system_error or
// std::runtime_error for trouble of our own, Interrupted if stop_flag was set.
std::vector<RecordedWorkload> record_workloads(const Bench& bench, const FileSystem& file_system,
                                               const DiskImage& base, const Variant& variant,
                                               const std::vector<const Workload*>& wanted,
                                               std::uint64_t seed);

// What a traced process of ours runs: the command line `--workload NAME DIRECTORY MARK NUMBER
// PAUSE_MS SEED`. Returns its exit status.
int run_workload(const std::vector<std::string>& words);

}  // namespace crashproof
