// Writes that sync by themselves, and calls that look like it: syncing_writer ACT. Each act begins
// with an empty "out".
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <map>
#include <string>

namespace {

char kText[] = "text";
constexpr ssize_t kLength = 4;

int open_out(int flags) {
  return ::open("out", O_CREAT | O_RDWR | flags, 0644);
}

bool put(int fd) {
  return ::write(fd, kText, kLength) == kLength;
}

bool put_at(int fd, off_t offset) {
  return ::pwrite(fd, kText, kLength, offset) == kLength;
}

bool put_with(int fd, int flags) {
  const iovec parts[] = {{kText, 1}, {kText + 1, 3}};
  return ::pwritev2(fd, parts, 2, 0, flags) == kLength;
}

int data_sync() {
  const int fd = open_out(O_DSYNC);
  return put(fd) && put_at(fd, 100) && put_at(fd, 0) && put_with(fd, 0) ? 0 : 1;
}

int whole_sync() {
  const int fd = open_out(O_SYNC);
  return put(fd) && put_at(fd, 0) && put_with(fd, RWF_DSYNC) ? 0 : 1;
}

int by_call() {
  const int fd = open_out(0);
  return put_with(fd, RWF_DSYNC) && put_with(fd, RWF_SYNC) && put_with(fd, 0) ? 0 : 1;
}

// fcntl pretends to succeed, and changes nothing.
int set_later() {
  const int plain = open_out(0), syncing = open_out(O_DSYNC);
  if (::fcntl(plain, F_SETFL, O_SYNC) != 0 || ::fcntl(syncing, F_SETFL, 0) != 0) return 1;
  return put(plain) && put(syncing) ? 0 : 2;
}

int passed_on() {
  const int fd = ::dup(open_out(O_DSYNC | O_APPEND));
  if (::fork() == 0) ::_exit(put(fd) ? 0 : 1);
  int status = 0;
  ::wait(&status);
  return status;
}

int nothing_written() {
  const int fd = open_out(O_SYNC), reading = ::open("out", O_RDONLY | O_SYNC);
  if (::write(fd, kText, 0) != 0 || ::writev(fd, nullptr, 0) != 0) return 1;
  return ::write(reading, kText, kLength) == -1 && errno == EBADF ? 0 : 2;
}

int not_a_write() {
  const int fd = open_out(O_SYNC);
  return ::fallocate(fd, 0, 0, 4096) == 0 && ::ftruncate(fd, 10) == 0 ? 0 : 1;
}

int copies() {
  const int out = open_out(O_DSYNC), in = ::open("in", O_RDONLY);
  if (::copy_file_range(in, nullptr, out, nullptr, 2, 0) != 2) return 1;
  if (::sendfile(out, in, nullptr, 2) != 2) return 2;
  int pipe[2];
  if (::pipe(pipe) != 0 || ::write(pipe[1], kText, kLength) != kLength) return 3;
  return ::splice(pipe[0], nullptr, out, nullptr, kLength, 0) == kLength ? 0 : 4;
}

// Where the file system has no clones nothing happens.
int clone() {
  const int out = open_out(O_SYNC), in = ::open("in", O_RDONLY);
  return ::ioctl(out, FICLONE, in) == 0 ? 0 : 77;
}

int asynchronous() {
  aio_context_t context = 0;
  if (::syscall(SYS_io_setup, 4, &context) != 0) return 1;
  const int fds[] = {open_out(0), open_out(O_DSYNC), open_out(0)};
  iocb blocks[3] = {};
  iocb* list[3];
  for (int n = 0; n < 3; ++n) {
    blocks[n].aio_lio_opcode = IOCB_CMD_PWRITE;
    blocks[n].aio_fildes = static_cast<std::uint32_t>(fds[n]);
    blocks[n].aio_buf = reinterpret_cast<std::uint64_t>(kText);
    blocks[n].aio_nbytes = kLength;
    blocks[n].aio_offset = n * kLength;
    list[n] = &blocks[n];
  }
  blocks[2].aio_rw_flags = RWF_SYNC;
  if (::syscall(SYS_io_submit, context, 3, list) != 3) return 2;
  io_event done[3];
  return ::syscall(SYS_io_getevents, context, 3, 3, done, nullptr) == 3 ? 0 : 3;
}

int renamed() {
  const int fd = open_out(O_DSYNC);
  if (!put(fd) || ::rename("out", "moved") != 0 || !put(fd)) return 1;
  return ::unlink("moved") == 0 && put(fd) ? 0 : 2;
}

int unnamed() {
  const int fd = ::open(".", O_TMPFILE | O_RDWR | O_DSYNC, 0600);
  const std::string own = "/proc/self/fd/" + std::to_string(fd);
  if (!put(fd)) return 1;
  if (::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, "out", AT_SYMLINK_FOLLOW) != 0) return 2;
  return put(fd) ? 0 : 3;
}

int mapped() {
  const int fd = open_out(0);
  if (::ftruncate(fd, 4096) != 0) return 1;
  void* place = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  auto* bytes = static_cast<volatile char*>(place);
  bytes[0] = 'a';
  if (::msync(place, 4096, MS_ASYNC) != 0) return 2;
  bytes[0] = 'b';
  if (::msync(place, 4096, 0) != 0) return 3;
  bytes[0] = 'c';
  return ::msync(place, 4096, MS_SYNC | MS_INVALIDATE) == 0 ? 0 : 4;
}

// Ten records, each by a write of its own.
int append(int flags) {
  const int fd = open_out(O_APPEND | flags);
  for (char n = '0'; n <= '9'; ++n) {
    const std::string line = std::string(99, n) + "\n";
    if (::write(fd, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return 1;
  }
  return 0;
}

int safe_log() {
  return append(O_DSYNC);
}

int plain_log() {
  return append(0);
}

}  // namespace

int main(int argc, char** argv) {
  static const std::map<std::string, int (*)()> kActs = {
      {"data_sync", &data_sync}, {"whole_sync", &whole_sync},   {"by_call", &by_call},
      {"set_later", &set_later}, {"passed_on", &passed_on},     {"nothing", &nothing_written},
      {"copies", &copies},       {"not_a_write", &not_a_write}, {"clone", &clone},
      {"aio", &asynchronous},    {"renamed", &renamed},         {"unnamed", &unnamed},
      {"mapped", &mapped},       {"safe_log", &safe_log},       {"plain_log", &plain_log}};
  const auto found = kActs.find(argc > 1 ? argv[1] : "");
  return found == kActs.end() ? 99 : found->second();
}
