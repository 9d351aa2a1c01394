// One line of text, in which a program's own name may hold any character.
#include "harness/record/proc_stat.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "harness/record/file_descriptor.h"

namespace crashproof {

std::optional<ProcStat> read_proc_stat(pid_t tid) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/stat", tid);
  FileDescriptor file(::open(path, O_RDONLY | O_CLOEXEC));
  char text[512];
  const ssize_t length = file ? ::read(file.get(), text, sizeof text - 1) : -1;
  if (length <= 0) return std::nullopt;
  text[length] = '\0';
  // The name stands in parentheses; the fields start after the last of them.
  const char* fields = std::strrchr(text, ')');
  ProcStat stat;
  if (fields == nullptr || std::sscanf(fields + 1, " %c %d", &stat.state, &stat.parent) != 2) {
    return std::nullopt;
  }
  return stat;
}

}  // namespace crashproof
