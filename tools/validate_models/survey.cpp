// Crash images lie in one file in memory, below one loop device; each is written there anew, since
// the recovery that mounting starts changes it.
#include "tools/validate_models/survey.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <set>
#include <system_error>
#include <tuple>

#include "tools/validate_models/loop_device.h"
#include "tools/validate_models/mounted.h"

namespace crashproof {
namespace {

class CrashDisk {
 public:
  CrashDisk(const Bench& bench, const FileSystem& file_system)
      : fd_(memory_file(bench.disk_bytes)),
        loop_("/proc/self/fd/" + std::to_string(fd_), false),
        directory_(bench.directory + "/crashed"),
        type_(file_system.name) {}
  ~CrashDisk() { close(fd_); }
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  // What lies below each of these directories after recovery. Throws std::system_error.
  std::vector<ObservedTree> trees(const DiskImage& image,
                                  const std::vector<RecordedWorkload>& recorded) {
    image.store(fd_);
    loop_.forget_cache();
    Mounted mounted(loop_.path(), directory_, type_, "", true);
    std::vector<ObservedTree> trees;
    for (const RecordedWorkload& one : recorded) {
      trees.push_back(observe_tree(directory_ + "/" + std::string(one.workload->name)));
    }
    mounted.unmount();
    return trees;
  }

 private:
  static int memory_file(std::uint64_t size_bytes) {
    const int fd = memfd_create("crash-image", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, static_cast<off_t>(size_bytes)) != 0) {
      throw std::system_error(errno, std::generic_category(), "memfd");
    }
    return fd;
  }

  int fd_;
  LoopDevice loop_;
  std::string directory_;
  std::string type_;
};

// Each distinct range of Events, by workload, for the moments of a crash image.
class Moments {
 public:
  Moments(std::span<const BlockLogEntry> entries, const std::vector<RecordedWorkload>& recorded)
      : entries_(entries), recorded_(recorded), marks_seen_(recorded.size()) {}

  std::vector<std::set<EventRange>> ranges(const CrashImage& crash) {
    // Images of one stretch of the log come one after the other, so the count may have to go back.
    if (crash.first_moment < next_) {
      marks_seen_.assign(recorded_.size(), 0);
      next_ = 0;
    }
    count_until(crash.first_moment);
    std::vector<std::set<EventRange>> ranges(recorded_.size());
    add(ranges);
    while (next_ < crash.last_moment) {
      count_until(next_ + 1);
      add(ranges);
    }
    return ranges;
  }

 private:
  void count_until(std::uint64_t moment) {
    for (; next_ < moment; ++next_) {
      const BlockLogEntry& entry = entries_[next_];
      if (entry.kind == BlockLogEntry::Kind::mark) marks_seen_[entry.workload] = entry.offset + 1;
    }
  }

  void add(std::vector<std::set<EventRange>>& ranges) const {
    for (std::size_t i = 0; i < recorded_.size(); ++i) {
      ranges[i].insert(events_after(recorded_[i], marks_seen_[i]));
    }
  }

  std::span<const BlockLogEntry> entries_;
  const std::vector<RecordedWorkload>& recorded_;
  std::vector<std::uint64_t> marks_seen_;
  std::uint64_t next_ = 0;
};

}  // namespace

Survey survey_crashes(const Bench& bench, const FileSystem& file_system, const DiskImage& base,
                      const std::vector<RecordedWorkload>& recorded,
                      const CrashImageLimits& limits) {
  Survey survey;
  std::map<std::tuple<std::size_t, EventRange, ObservedTree>, Observation> found;
  CrashDisk disk(bench, file_system);
  Moments moments(bench.log.entries(), recorded);
  each_crash_image(base, bench.log, limits, [&](const CrashImage& crash) {
    if (*bench.stop_flag != 0) throw Interrupted();
    ++survey.images;
    std::vector<ObservedTree> trees;
    try {
      trees = disk.trees(crash.image, recorded);
    } catch (const std::system_error& problem) {
      survey.unreadable.push_back("after entry " + std::to_string(crash.first_moment) + ": " +
                                  problem.what());
      return true;
    }
    const std::vector<std::set<EventRange>> ranges = moments.ranges(crash);
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      for (const EventRange& range : ranges[i]) {
        Observation& seen = found[{i, range, trees[i]}];
        seen.workload = i;
        seen.range = range;
        ++seen.times;
        seen.by_prefix = seen.by_prefix || crash.whole_prefix;
      }
    }
    return true;
  });
  for (auto& [key, seen] : found) {
    seen.tree = std::get<ObservedTree>(key);
    survey.observations.push_back(std::move(seen));
  }
  return survey;
}

}  // namespace crashproof
