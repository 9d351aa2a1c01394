// A libfuse session in a child process. Replies are given from two threads: one takes requests, the
// other lets go what was held back.
#define FUSE_USE_VERSION 35
#include "tools/validate_models/disk_server.h"

#include <fcntl.h>
#include <fuse3/fuse_lowlevel.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace crashproof {
namespace {

using Clock = std::chrono::steady_clock;

constexpr fuse_ino_t kDisk = 2;
constexpr fuse_ino_t kMark = 3;
// Attributes never change, so that the kernel need not ask again.
constexpr double kForever_seconds = 1e9;

struct HeldWrite {
  fuse_req_t request = nullptr;
  std::uint64_t offset = 0;
  std::vector<char> bytes;
  Clock::time_point due;
};

struct Server {
  int content_fd = -1;
  std::uint64_t size_bytes = 0;
  BlockLog* log = nullptr;
  std::mutex mutex;  // guards the content, the log and the queue
  std::condition_variable arrived;
  std::deque<HeldWrite> held;
};

Server* server_of(fuse_req_t request) {
  return static_cast<Server*>(fuse_req_userdata(request));
}

struct stat attributes_of(const Server& server, fuse_ino_t inode) {
  struct stat attributes = {};
  attributes.st_ino = inode;
  attributes.st_mode = inode == FUSE_ROOT_ID ? S_IFDIR | 0700 : S_IFREG | 0600;
  attributes.st_nlink = 1;
  attributes.st_blksize = 4096;
  if (inode == kDisk) attributes.st_size = static_cast<off_t>(server.size_bytes);
  if (inode == kMark) attributes.st_size = static_cast<off_t>(marks_per_workload * 1024);
  return attributes;
}

void look_up(fuse_req_t request, fuse_ino_t /*parent*/, const char* name) {
  const std::string_view wanted = name;
  const fuse_ino_t inode = wanted == "disk" ? kDisk : wanted == "mark" ? kMark : 0;
  if (inode == 0) {
    fuse_reply_err(request, ENOENT);
    return;
  }
  fuse_entry_param entry = {};
  entry.ino = inode;
  entry.attr = attributes_of(*server_of(request), inode);
  entry.attr_timeout = entry.entry_timeout = kForever_seconds;
  fuse_reply_entry(request, &entry);
}

void get_attributes(fuse_req_t request, fuse_ino_t inode, fuse_file_info* /*file*/) {
  const struct stat attributes = attributes_of(*server_of(request), inode);
  fuse_reply_attr(request, &attributes, kForever_seconds);
}

void open_file(fuse_req_t request, fuse_ino_t /*inode*/, fuse_file_info* file) {
  file->direct_io = 1;
  fuse_reply_open(request, file);
}

void read_file(fuse_req_t request, fuse_ino_t inode, std::size_t size, off_t offset,
               fuse_file_info* /*file*/) {
  Server& server = *server_of(request);
  std::vector<char> bytes(size);
  const std::lock_guard lock(server.mutex);
  if (inode == kMark) {
    const auto at = static_cast<std::uint64_t>(offset);
    server.log->append_mark(static_cast<std::uint32_t>(at / marks_per_workload),
                            at % marks_per_workload);
    fuse_reply_buf(request, bytes.data(), 1);
    return;
  }
  const ssize_t got = pread(server.content_fd, bytes.data(), size, offset);
  if (got < 0) {
    fuse_reply_err(request, errno);
  } else {
    fuse_reply_buf(request, bytes.data(), static_cast<std::size_t>(got));
  }
}

void carry_out(Server& server, fuse_req_t request, const char* bytes, std::size_t size,
               std::uint64_t offset) {
  if (pwrite(server.content_fd, bytes, size, static_cast<off_t>(offset)) !=
      static_cast<ssize_t>(size)) {
    fuse_reply_err(request, EIO);
    return;
  }
  server.log->append_write(offset, std::as_bytes(std::span(bytes, size)));
  fuse_reply_write(request, size);
}

bool is_file_data(const char* bytes, std::size_t size) {
  constexpr std::size_t length = sizeof data_magic - 1;
  return size >= length && std::memcmp(bytes, data_magic, length) == 0;
}

void write_file(fuse_req_t request, fuse_ino_t inode, const char* bytes, std::size_t size,
                off_t offset, fuse_file_info* /*file*/) {
  Server& server = *server_of(request);
  if (inode != kDisk) {
    fuse_reply_err(request, EBADF);
    return;
  }
  const auto at = static_cast<std::uint64_t>(offset);
  const std::lock_guard lock(server.mutex);
  const std::uint32_t hold_ms = server.log->data_hold_ms();
  if (hold_ms == 0 || !is_file_data(bytes, size)) {
    carry_out(server, request, bytes, size, at);
    return;
  }
  server.held.push_back(
      {request, at, {bytes, bytes + size}, Clock::now() + std::chrono::milliseconds(hold_ms)});
  server.arrived.notify_one();
}

void flush_disk(fuse_req_t request, fuse_ino_t /*inode*/, int /*data_only*/,
                fuse_file_info* /*file*/) {
  Server& server = *server_of(request);
  const std::lock_guard lock(server.mutex);
  server.log->append_flush();
  fuse_reply_err(request, 0);
}

void let_go_of_held_writes(Server& server) {
  std::unique_lock lock(server.mutex);
  for (;;) {
    server.arrived.wait(lock, [&] { return !server.held.empty(); });
    const Clock::time_point due = server.held.front().due;
    lock.unlock();
    std::this_thread::sleep_until(due);
    lock.lock();
    const HeldWrite write = std::move(server.held.front());
    server.held.pop_front();
    carry_out(server, write.request, write.bytes.data(), write.bytes.size(), write.offset);
  }
}

[[noreturn]] void serve(int fuse_fd, Server& server) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // An interrupt from the terminal is for the parent, which still needs its disk to unmount it.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  fuse_lowlevel_ops operations = {};
  operations.lookup = look_up;
  operations.getattr = get_attributes;
  operations.open = open_file;
  operations.read = read_file;
  operations.write = write_file;
  operations.fsync = flush_disk;
  std::string name = "crashproof-disk";
  char* argv[] = {name.data(), nullptr};
  fuse_args arguments = FUSE_ARGS_INIT(1, argv);
  fuse_session* session = fuse_session_new(&arguments, &operations, sizeof operations, &server);
  const std::string place = "/dev/fd/" + std::to_string(fuse_fd);
  if (session == nullptr || fuse_session_mount(session, place.c_str()) != 0) _exit(1);
  std::thread([&server] { let_go_of_held_writes(server); }).detach();
  _exit(fuse_session_loop(session) == 0 ? 0 : 1);
}

void mount_fuse(int fuse_fd, const std::string& directory) {
  const std::string options =
      "fd=" + std::to_string(fuse_fd) + ",rootmode=40000,user_id=0,group_id=0";
  if (mount("crashproof-disk", directory.c_str(), "fuse", MS_NOSUID | MS_NODEV, options.c_str())) {
    throw std::system_error(errno, std::generic_category(), "mount of a FUSE file system");
  }
}

}  // namespace

DiskServer::DiskServer(const std::string& directory, int content_fd, std::uint64_t size_bytes,
                       BlockLog& log)
    : directory_(directory) {
  const int fuse_fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (fuse_fd < 0) throw std::system_error(errno, std::generic_category(), "/dev/fuse");
  mount_fuse(fuse_fd, directory);
  pid_ = fork();
  if (pid_ == 0) {
    static Server server;
    server.content_fd = content_fd;
    server.size_bytes = size_bytes;
    server.log = &log;
    serve(fuse_fd, server);
  }
  const int error = errno;
  close(fuse_fd);
  if (pid_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

DiskServer::~DiskServer() {
  umount2(directory_.c_str(), MNT_DETACH);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace crashproof
