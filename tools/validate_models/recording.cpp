// The workloads run at the same time, each in a child of ours that supervises it: a supervisor must
// have no other children.
#include "tools/validate_models/recording.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>
#include <system_error>

#include "harness/record/supervisor.h"
#include "harness/record/trace_file.h"
#include "tools/validate_models/loop_device.h"
#include "tools/validate_models/mounted.h"

namespace crashproof {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLimit_seconds = 120;
constexpr useconds_t kLook_us = 1000;

std::string mounted_at(const Bench& bench) {
  return bench.directory + "/mounted";
}

std::string directory_of(const Bench& bench, const Workload& workload) {
  return mounted_at(bench) + "/" + std::string(workload.name);
}

void write_initial_file(const std::string& path, std::uint64_t size) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  const std::string data = file_data('O', 0, size);
  const bool done =
      fd >= 0 && write(fd, data.data(), data.size()) == static_cast<ssize_t>(data.size());
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!done) throw std::system_error(error, std::generic_category(), path);
}

void sync_file_system(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = fd >= 0 && syncfs(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!done) throw std::system_error(error, std::generic_category(), directory);
}

Supervision supervision_of(const Bench& bench, const Variant& variant, const Workload& workload,
                           std::uint32_t number, std::uint64_t seed) {
  Supervision supervision;
  const std::string directory = directory_of(bench, workload);
  supervision.launch.argv = {std::filesystem::read_symlink("/proc/self/exe").string(),
                             "--workload",
                             std::string(workload.name),
                             directory,
                             bench.server.mark_path(),
                             std::to_string(number),
                             std::to_string(variant.pause_ms),
                             std::to_string(seed + number)};
  supervision.launch.directory = "/";
  supervision.launch.stderr_fd = STDERR_FILENO;
  supervision.workspace = directory;
  supervision.limit_seconds = kLimit_seconds;
  supervision.stop_flag = bench.stop_flag;
  return supervision;
}

std::string trace_path(const Bench& bench, const Workload& workload) {
  return bench.directory + "/" + std::string(workload.name) + ".cpt";
}

pid_t start_recorder(const Bench& bench, const Variant& variant, const Workload& workload,
                     std::uint32_t number, std::uint64_t seed) {
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid > 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    const Supervised supervised = supervise(supervision_of(bench, variant, workload, number, seed));
    write_trace(supervised.trace, trace_path(bench, workload));
    _exit(supervised.trace.exit.succeeded() ? 0 : 1);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "validate-models: %s: %s\n", std::string(workload.name).c_str(),
                 problem.what());
    _exit(1);
  }
}

// Makes the file system do now what it would do some time later.
class Prodding {
 public:
  Prodding(const FileSystem& file_system, const std::string& directory, std::uint32_t every_ms,
           std::uint64_t seed)
      : file_system_(file_system),
        directory_(directory),
        every_ms_(every_ms),
        kind_(static_cast<Kind>(seed % kinds)),
        random_(seed) {
    directory_fd_ = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory_fd_ < 0) throw std::system_error(errno, std::generic_category(), directory);
    choose_next();
  }
  ~Prodding() { close(directory_fd_); }
  Prodding(const Prodding&) = delete;
  Prodding& operator=(const Prodding&) = delete;

  void perhaps() {
    if (every_ms_ == 0 || Clock::now() < next_) return;
    const bool commits = kind_ == commits_alone || (kind_ == both && random_() % 2 == 0);
    if (commits) {
      file_system_.commit(directory_fd_);
    } else {
      write_back_some_file();
    }
    choose_next();
  }

 private:
  enum Kind { both, writebacks_alone, commits_alone, kinds };

  void choose_next() {
    next_ = Clock::now() + std::chrono::milliseconds(1 + random_() % (every_ms_ + 1));
  }

  void write_back_some_file() {
    std::vector<std::string> files;
    std::error_code vanished;
    for (auto entry = std::filesystem::recursive_directory_iterator(directory_, vanished);
         entry != std::filesystem::recursive_directory_iterator(); entry.increment(vanished)) {
      if (entry->is_regular_file(vanished)) files.push_back(entry->path().string());
    }
    if (files.empty()) return;
    const int fd = open(files[random_() % files.size()].c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;  // the workload has just taken it away
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    close(fd);
  }

  const FileSystem& file_system_;
  std::string directory_;
  std::uint32_t every_ms_;
  Kind kind_;
  std::mt19937_64 random_;
  int directory_fd_ = -1;
  Clock::time_point next_;
};

// Returns once every recorder has ended; their statuses must all be 0.
void wait_for_recorders(std::vector<pid_t> pids, Prodding& prodding,
                        const volatile std::sig_atomic_t* stop_flag) {
  bool failed = false;
  while (!pids.empty()) {
    for (std::size_t i = 0; i < pids.size();) {
      int status = 0;
      if (waitpid(pids[i], &status, WNOHANG) == 0) {
        ++i;
        continue;
      }
      failed = failed || status != 0;
      pids.erase(pids.begin() + static_cast<std::ptrdiff_t>(i));
    }
    prodding.perhaps();
    usleep(kLook_us);
  }
  if (*stop_flag != 0) throw Interrupted();
  if (failed) throw std::runtime_error("a workload did not run to its end");
}

void settle(std::uint32_t settle_ms, Prodding& prodding,
            const volatile std::sig_atomic_t* stop_flag) {
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(settle_ms);
  while (Clock::now() < end) {
    if (*stop_flag != 0) throw Interrupted();
    prodding.perhaps();
    usleep(kLook_us);
  }
}

std::vector<std::uint64_t> marks_of(const Trace& trace) {
  std::vector<std::uint64_t> marks;
  for (const Event& event : trace.events) {
    if (event.kind == EventKind::marker) marks.push_back(event.index);
  }
  return marks;
}

void run_all(const Bench& bench, const FileSystem& file_system, const Variant& variant,
             const std::vector<const Workload*>& wanted, std::uint64_t seed) {
  Prodding prodding(file_system, mounted_at(bench), variant.prod_every_ms, seed);
  std::vector<pid_t> pids;
  for (std::uint32_t number = 0; number < wanted.size(); ++number) {
    pids.push_back(start_recorder(bench, variant, *wanted[number], number, seed));
  }
  wait_for_recorders(std::move(pids), prodding, bench.stop_flag);
  settle(variant.settle_ms, prodding, bench.stop_flag);
}

}  // namespace

EventRange events_after(const RecordedWorkload& recorded, std::uint64_t marks_seen) {
  const auto event_of = [&](std::uint64_t mark) {
    return mark < recorded.marks.size() ? recorded.marks[mark] : recorded.trace.events.size();
  };
  return {marks_seen == 0 ? 0 : event_of(marks_seen - 1), event_of(marks_seen)};
}

DiskImage base_image(const Bench& bench, const FileSystem& file_system) {
  bench.log.set_recording(false);
  bench.log.set_data_hold_ms(0);
  DiskImage(bench.disk_bytes).store(bench.content_fd);
  {
    const LoopDevice loop(bench.server.disk_path(), true);
    make_file_system(file_system, loop.path());
    Mounted mounted(loop.path(), mounted_at(bench), std::string(file_system.name), "", false);
    for (const Workload& workload : workloads()) {
      const std::string directory = directory_of(bench, workload);
      std::filesystem::create_directory(directory);
      for (const InitialFile& file : workload.initial) {
        write_initial_file(directory + "/" + std::string(file.path), file.size);
      }
    }
    write_initial_file(mounted_at(bench) + "/.commit", 1);
    sync_file_system(mounted_at(bench));
    mounted.unmount();
  }
  return DiskImage::read(bench.content_fd, bench.disk_bytes);
}

std::vector<RecordedWorkload> record_workloads(const Bench& bench, const FileSystem& file_system,
                                               const DiskImage& base, const Variant& variant,
                                               const std::vector<const Workload*>& wanted,
                                               std::uint64_t seed) {
  base.store(bench.content_fd);
  bench.log.clear();
  const LoopDevice loop(bench.server.disk_path(), true);
  std::vector<RecordedWorkload> recorded(wanted.size());
  const std::string options(variant.fast_commits ? file_system.fast_commits : "");
  bench.log.set_recording(true);
  Mounted mounted(loop.path(), mounted_at(bench), std::string(file_system.name), options, false);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    recorded[i].workload = wanted[i];
    recorded[i].initial = observe_tree(directory_of(bench, *wanted[i]));
  }
  bench.log.set_data_hold_ms(variant.data_hold_ms);
  run_all(bench, file_system, variant, wanted, seed);
  for (RecordedWorkload& one : recorded)
    one.final = observe_tree(directory_of(bench, *one.workload));
  sync_file_system(mounted_at(bench));
  bench.log.set_recording(false);
  bench.log.set_data_hold_ms(0);
  mounted.unmount();
  if (bench.log.overflowed()) throw std::runtime_error("the log of the disk is full");
  for (RecordedWorkload& one : recorded) {
    one.trace = read_trace(trace_path(bench, *one.workload));
    one.marks = marks_of(one.trace);
  }
  return recorded;
}

int run_workload(const std::vector<std::string>& words) {
  const Workload* workload = words.size() == 6 ? workload_named(words[0]) : nullptr;
  if (workload == nullptr) return 2;
  StepsPlace place{words[1], words[2], static_cast<std::uint32_t>(std::stoul(words[3])),
                   static_cast<std::uint32_t>(std::stoul(words[4])), std::stoull(words[5])};
  try {
    Steps steps(place);
    workload->run(steps);
    steps.moment();
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "validate-models: %s: %s\n", words[0].c_str(), problem.what());
    return 1;
  }
}

}  // namespace crashproof
