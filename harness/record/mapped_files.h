// Shared writable mappings: stores into them are no system calls, so the files are compared.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "harness/record/event_log.h"
#include "harness/record/fd_paths.h"
#include "harness/record/file_descriptor.h"

namespace crashproof {

class MappedFiles {
 public:
  MappedFiles(EventLog& log, FdPaths& paths, std::uint64_t limit_bytes)
      : log_(log), paths_(paths), limit_bytes_(limit_bytes) {}

  // A process mapped this file through descriptor fd of thread tid. A mapping that cannot be
  // written yet is remembered for made_writable.
  void map(pid_t tid, int fd, const FileSpot& file, bool writable, const std::string& role);
  // A process gave itself the right to write to mapped memory.
  void made_writable(pid_t process);
  // The file that is mapped at an address; exists is false if it is none.
  FileSpot file_at(pid_t process, std::uint64_t address);

  // Records what was stored since the last comparison.
  void compare();
  // An Event has changed the file in the way that the log says.
  void absorb(const Event& event, const FileIdentity& file, std::string_view bytes);
  // Forgets files that none of these processes maps any more, now and then.
  void prune(const std::set<pid_t>& processes);

  bool empty() const { return files_.empty(); }

 private:
  struct Mapped {
    FileDescriptor file;
    std::string shadow;  // the whole file as a replay of the Events so far has it
    std::string role;    // of the process that mapped it last
    bool writable = false;
  };

  void compare_file(Mapped& mapped);
  void report_too_large(const FileSpot& file);
  void record_store(const Mapped& mapped, const FileSpot& file, std::uint64_t offset,
                    std::string_view bytes);
  void start_watching(Mapped& mapped, const FileSpot& file);

  EventLog& log_;
  FdPaths& paths_;
  std::uint64_t limit_bytes_;
  std::uint64_t comparisons_ = 0;
  std::string current_;  // reused: the file as it is now
  std::map<FileIdentity, Mapped> files_;
};

}  // namespace crashproof
