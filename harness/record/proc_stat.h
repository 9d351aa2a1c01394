// What the kernel says of a thread in /proc/TID/stat.
#pragma once

#include <sys/types.h>

#include <optional>

namespace crashproof {

struct ProcStat {
  // R: runs or waits for a CPU; S: sleeps; D: waits for a device; t: stopped by its tracer.
  char state = '?';
  pid_t parent = 0;
};

// Nothing if the thread is gone.
std::optional<ProcStat> read_proc_stat(pid_t tid);

}  // namespace crashproof
