// One rare thing each: odd_calls marker|markers|io_uring|socket|aio|ptrace|unlinked|devices|
// other_name|named_once.
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>

namespace {

bool put(int fd, const std::string& text) {
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

int marker() {
  ::rmdir("/.crashproof/point/half way");
  return errno == ENOENT ? 0 : 1;
}

// As functions do that remove whatever has a name; then two points more, one of that name again.
int marker_by_any_removal() {
  ::unlink("/.crashproof/point/any");
  ::rmdir("/.crashproof/point/any");
  ::unlinkat(AT_FDCWD, "/.crashproof/point/other", AT_REMOVEDIR);
  ::unlinkat(AT_FDCWD, "/.crashproof/point/other", AT_REMOVEDIR);
  ::unlink("/.crashproof/point/any");
  return 0;
}

int io_uring() {
  char parameters[256] = {};
  return ::syscall(SYS_io_uring_setup, 4, parameters) == -1 && errno == ENOSYS ? 0 : 1;
}

int send_to_socket() {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::strcpy(name.sun_path, "here");
  const auto* address = reinterpret_cast<const sockaddr*>(&name);
  const int server = ::socket(AF_UNIX, SOCK_DGRAM, 0), client = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  if (::bind(server, address, sizeof name) != 0) return 1;
  if (::sendto(client, "one", 3, 0, address, sizeof name) != 3) return 2;
  if (::connect(client, address, sizeof name) != 0) return 3;
  return put(client, "three") && ::send(client, "two", 3, 0) == 3 ? 0 : 4;
}

int asynchronous() {
  aio_context_t context = 0;
  if (::syscall(SYS_io_setup, 4, &context) != 0) return 1;
  const int fd = ::open("aio", O_CREAT | O_RDWR, 0644);
  char text[] = "asynchronous";
  iocb block{};
  block.aio_lio_opcode = IOCB_CMD_PWRITE;
  block.aio_fildes = static_cast<std::uint32_t>(fd);
  block.aio_buf = reinterpret_cast<std::uint64_t>(text);
  block.aio_nbytes = sizeof text - 1;
  block.aio_offset = 3;
  iocb* blocks[] = {&block};
  if (::syscall(SYS_io_submit, context, 1, blocks) != 1) return 2;
  io_event event{};
  return ::syscall(SYS_io_getevents, context, 1, 1, &event, nullptr) == 1 ? 0 : 3;
}

int trace_me() {
  return ::ptrace(PTRACE_TRACEME, 0, 0, 0) == -1 ? 0 : 1;
}

int unlinked() {
  const int fd = ::open("gone", O_CREAT | O_RDWR, 0644);
  ::unlink("gone");
  return put(fd, "into the void") && ::fsync(fd) == 0 ? 0 : 1;
}

int devices() {
  const int null = ::open("/dev/null", O_WRONLY);
  const int own = ::open("/proc/self/oom_score_adj", O_WRONLY);
  return put(null, "nothing") && put(own, "500") ? 0 : 1;
}

// Another name of an open file stays when the first one goes.
int other_name() {
  const int fd = ::open("first", O_CREAT | O_RDWR, 0644);
  if (::link("first", "second") != 0 || ::unlink("first") != 0) return 1;
  return put(fd, "through the second") ? 0 : 2;
}

// No name, one name, and none again.
int named_once() {
  const int fd = ::open(".", O_TMPFILE | O_RDWR, 0600);
  const std::string own = "/proc/self/fd/" + std::to_string(fd);
  if (::write(fd, "x", 1) != 1) return 1;
  if (::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, "named", AT_SYMLINK_FOLLOW) != 0) return 2;
  if (::unlink("named") != 0 || ::write(fd, "y", 1) != 1) return 3;
  // If this were allowed, the last write would show.
  return ::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, "again", AT_SYMLINK_FOLLOW) == 0 ? 4 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  static const std::map<std::string, int (*)()> kActs = {
      {"marker", &marker},         {"markers", &marker_by_any_removal},
      {"io_uring", &io_uring},     {"socket", &send_to_socket},
      {"aio", &asynchronous},      {"ptrace", &trace_me},
      {"unlinked", &unlinked},     {"devices", &devices},
      {"other_name", &other_name}, {"named_once", &named_once}};
  const auto found = kActs.find(argc > 1 ? argv[1] : "");
  return found == kActs.end() ? 99 : found->second();
}
