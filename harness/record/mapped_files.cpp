// Keeps a shadow copy of each mapped file and finds what was stored by comparing.
#include "harness/record/mapped_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace crashproof {
namespace {

// Ranges that lie closer than this become one Event: a store of one value may leave some of its
// bytes as they were.
constexpr std::size_t kJoin = 16;
constexpr std::uint64_t kPruneEvery = 256;

bool read_whole(int fd, std::uint64_t limit, std::string& bytes) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || static_cast<std::uint64_t>(status.st_size) > limit) return false;
  bytes.resize(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        ::pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (count <= 0) break;  // it has become shorter meanwhile
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return true;
}

// One line of /proc/PID/maps that is a shared mapping of a file.
struct MapsLine {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  bool writable = false;
  ino_t inode = 0;  // the device in maps is not always the one that stat gives
};

void each_shared_mapping(pid_t process, const std::function<void(const MapsLine&)>& visit) {
  std::ifstream maps("/proc/" + std::to_string(process) + "/maps");
  for (std::string text; std::getline(maps, text);) {
    MapsLine line;
    char rights[5] = "";
    unsigned long inode = 0, start = 0, end = 0;
    if (std::sscanf(text.c_str(), "%lx-%lx %4s %*x %*x:%*x %lu", &start, &end, rights, &inode) !=
            4 ||
        rights[3] != 's' || inode == 0) {
      continue;
    }
    line.start = start;
    line.end = end;
    line.writable = rights[1] == 'w';
    line.inode = inode;
    visit(line);
  }
}

}  // namespace

void MappedFiles::report_too_large(const FileSpot& file) {
  log_.add_gap("mapped file larger than " + std::to_string(limit_bytes_ >> 20) +
                   " MiB, its stores are not recorded",
               file.event_path);
}

void MappedFiles::start_watching(Mapped& mapped, const FileSpot& file) {
  mapped.writable = read_whole(mapped.file.get(), limit_bytes_, mapped.shadow);
  if (!mapped.writable) report_too_large(file);
}

void MappedFiles::map(pid_t tid, int fd, const FileSpot& file, bool writable,
                      const std::string& role) {
  Mapped& mapped = files_[identity_of(file.status)];
  mapped.role = role;
  if (!mapped.file) {
    char link[48];
    std::snprintf(link, sizeof link, "/proc/%d/fd/%d", tid, fd);
    mapped.file = FileDescriptor(::open(link, O_RDONLY | O_CLOEXEC));
    if (!mapped.file) {
      log_.add_gap("mapped file that the recorder may not read", file.event_path);
      files_.erase(identity_of(file.status));
      return;
    }
  }
  if (writable && !mapped.writable) start_watching(mapped, file);
}

void MappedFiles::made_writable(pid_t process) {
  const bool any_read_only = std::any_of(files_.begin(), files_.end(),
                                         [](const auto& entry) { return !entry.second.writable; });
  if (!any_read_only) return;
  each_shared_mapping(process, [&](const MapsLine& line) {
    if (!line.writable) return;
    for (auto& [identity, mapped] : files_) {
      if (identity.second != line.inode || mapped.writable) continue;
      start_watching(mapped, paths_.of_own_fd(mapped.file.get()));
    }
  });
}

FileSpot MappedFiles::file_at(pid_t process, std::uint64_t address) {
  FileSpot spot;
  if (files_.empty()) return spot;
  each_shared_mapping(process, [&](const MapsLine& line) {
    if (address < line.start || line.end <= address) return;
    for (const auto& [identity, mapped] : files_) {
      if (identity.second == line.inode) spot = paths_.of_own_fd(mapped.file.get());
    }
  });
  return spot;
}

void MappedFiles::record_store(const Mapped& mapped, const FileSpot& file, std::uint64_t offset,
                               std::string_view bytes) {
  Event event;
  event.kind = EventKind::mapped_store;
  event.process = mapped.role;
  event.path = file.event_path;
  event.offset = offset;
  event.length = bytes.size();
  event.result = static_cast<std::int64_t>(bytes.size());
  event.inode = file.status.st_ino;
  event.mtime_ns = file.status.st_mtim.tv_sec * 1'000'000'000 + file.status.st_mtim.tv_nsec;
  log_.record(std::move(event), file.keeps_bytes() ? bytes : std::string_view());
}

void MappedFiles::compare_file(Mapped& mapped) {
  if (!mapped.writable || !read_whole(mapped.file.get(), limit_bytes_, current_)) return;
  // A mapping cannot change the size; where it differs, a call is under way that will say so.
  const std::size_t size = std::min(current_.size(), mapped.shadow.size());
  if (std::memcmp(current_.data(), mapped.shadow.data(), size) == 0) return;
  const FileSpot file = paths_.of_own_fd(mapped.file.get());
  const auto differs = [&](std::size_t at) { return current_[at] != mapped.shadow[at]; };
  constexpr std::size_t kBlock = 4096;
  for (std::size_t at = 0; at < size;) {
    const std::size_t block = std::min(kBlock - at % kBlock, size - at);
    if (std::memcmp(&current_[at], &mapped.shadow[at], block) == 0) {
      at += block;
      continue;
    }
    while (!differs(at)) ++at;
    std::size_t end = at + 1;
    for (std::size_t next = end; next < size && next < end + kJoin; ++next) {
      if (differs(next)) end = next + 1;
    }
    if (file.counts()) {
      record_store(mapped, file, at, std::string_view(current_).substr(at, end - at));
    }
    std::memcpy(&mapped.shadow[at], &current_[at], end - at);
    at = end;
  }
}

void MappedFiles::compare() {
  ++comparisons_;
  for (auto& [identity, mapped] : files_) compare_file(mapped);
}

void MappedFiles::absorb(const Event& event, const FileIdentity& file, std::string_view bytes) {
  const auto found = files_.find(file);
  if (found == files_.end() || !found->second.writable) return;
  Mapped& mapped = found->second;
  if (event.kind == EventKind::write) {
    if (mapped.shadow.size() < event.offset + bytes.size()) {
      mapped.shadow.resize(event.offset + bytes.size());
    }
    std::memcpy(mapped.shadow.data() + event.offset, bytes.data(), bytes.size());
  } else if (event.kind == EventKind::truncate) {
    mapped.shadow.resize(event.length);
  } else if (event.kind == EventKind::allocate) {
    mapped.writable = read_whole(mapped.file.get(), limit_bytes_, mapped.shadow);
  }
  if (mapped.shadow.size() > limit_bytes_) {
    mapped.writable = false;
    report_too_large(paths_.of_own_fd(mapped.file.get()));
  }
}

void MappedFiles::prune(const std::set<pid_t>& processes) {
  if (files_.empty() || comparisons_ < kPruneEvery) return;
  comparisons_ = 0;
  std::set<ino_t> used;
  for (const pid_t process : processes) {
    each_shared_mapping(process, [&](const MapsLine& line) { used.insert(line.inode); });
  }
  std::erase_if(files_, [&](const auto& entry) { return !used.contains(entry.first.second); });
}

}  // namespace crashproof
