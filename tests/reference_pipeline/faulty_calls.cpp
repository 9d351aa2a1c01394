// A library for LD_PRELOAD under the reference pipeline: calls that change files fail, are cut
// short, or are never survived, as FAULTY_CALLS says.
//
//   count=PATH            counts the calls; the number is written to PATH at a normal end
//   fail=N,ERRNO          the N-th call (from 1) fails with this number
//   full=N                from the N-th call on, calls that need space fail with ENOSPC
//   short                 a write takes at most 100 bytes at a time
//   syncfail=N            the N-th fsync or fdatasync fails with EIO; later ones succeed
//   log=PATH              each call that succeeded is appended to PATH: "NAME PATH [PATH]"
//   killwrite=TEXT        whoever writes to a file whose path has TEXT, not a temp, is killed
//   poison=TEXT           whoever opens a file whose path ends in TEXT is killed
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

struct Plan {
  const char* count_path = nullptr;
  const char* log_path = nullptr;
  long fail_at = 0;
  int fail_number = 0;
  long full_from = 0;
  long sync_fail_at = 0;
  bool cut_writes = false;
  std::string_view poison;
  std::string_view kill_at_write;
};

std::string_view value_of(const char* text, std::string_view key) {
  const std::string_view all(text);
  return all.starts_with(key) ? all.substr(key.size()) : std::string_view();
}

Plan read_plan() {
  Plan plan;
  const char* text = std::getenv("FAULTY_CALLS");
  if (text == nullptr) return plan;
  if (!value_of(text, "count=").empty()) plan.count_path = value_of(text, "count=").data();
  if (const auto value = value_of(text, "fail="); !value.empty()) {
    plan.fail_at = std::atol(value.data());
    plan.fail_number = std::atoi(value.data() + value.find(',') + 1);
  }
  if (const auto value = value_of(text, "full="); !value.empty()) {
    plan.full_from = std::atol(value.data());
  }
  if (const auto value = value_of(text, "syncfail="); !value.empty()) {
    plan.sync_fail_at = std::atol(value.data());
  }
  if (!value_of(text, "log=").empty()) plan.log_path = value_of(text, "log=").data();
  plan.cut_writes = std::string_view(text) == "short";
  plan.poison = value_of(text, "poison=");
  plan.kill_at_write = value_of(text, "killwrite=");
  return plan;
}

const Plan& plan() {
  static const Plan read = read_plan();
  return read;
}

std::atomic<long> calls;
std::atomic<long> syncs;

enum class Needs { nothing, space };

// Counts a call; true if it is to fail, with errno set.
bool fails(Needs needs) {
  const long number = ++calls;
  if (number == plan().fail_at) {
    errno = plan().fail_number;
    return true;
  }
  if (needs == Needs::space && plan().full_from != 0 && number >= plan().full_from) {
    errno = ENOSPC;
    return true;
  }
  return false;
}

bool sync_fails() {
  if (fails(Needs::nothing)) return true;
  if (++syncs != plan().sync_fail_at) return false;
  errno = EIO;
  return true;
}

// stdout and stderr are the test's own files, and not what is tested here.
bool own(int descriptor) {
  return descriptor > 2;
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::size_t cut(std::size_t bytes) {
  return plan().cut_writes ? std::min<std::size_t>(bytes, 100) : bytes;
}

std::string path_of(int descriptor) {
  std::array<char, 4096> path;
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t bytes = ::readlink(link.c_str(), path.data(), path.size());
  return {path.data(), bytes > 0 ? static_cast<std::size_t>(bytes) : 0};
}

void kill_at_write_of(const std::string& path) {
  if (path.find(plan().kill_at_write) != std::string::npos &&
      path.find(".tmp-") == std::string::npos)
    ::raise(SIGKILL);
}

template <typename Result>
Result logged(Result result, const std::string& line) {
  if (plan().log_path == nullptr || result < 0) return result;
  static const int log = next<int(const char*, int, ...)>("open")(
      plan().log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  (void)next<ssize_t(int, const void*, size_t)>("write")(log, (line + "\n").c_str(),
                                                         line.size() + 1);
  return result;
}

int open_as(const char* name, const char* path, int flags, mode_t mode) {
  if (!plan().poison.empty() && std::string_view(path).ends_with(plan().poison)) ::raise(SIGKILL);
  const bool changes = (flags & (O_CREAT | O_TRUNC)) != 0;
  if (changes && fails(Needs::space)) return -1;
  const int descriptor = next<int(const char*, int, ...)>(name)(path, flags, mode);
  return changes ? logged(descriptor, "create " + std::string(path)) : descriptor;
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

struct AtEnd {
  ~AtEnd() {
    if (plan().count_path == nullptr) return;
    if (std::FILE* file = std::fopen(plan().count_path, "w")) {
      std::fprintf(file, "%ld %ld\n", calls.load(), syncs.load());
      std::fclose(file);
    }
  }
} at_end;

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_as("open64", path, flags, mode);
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  const auto real = next<ssize_t(int, const void*, size_t)>("write");
  if (!own(descriptor)) return real(descriptor, bytes, count);
  if (!plan().kill_at_write.empty()) kill_at_write_of(path_of(descriptor));
  return fails(Needs::space)
             ? -1
             : logged(real(descriptor, bytes, cut(count)), "write " + path_of(descriptor));
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
  const auto real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return fails(Needs::space)
             ? -1
             : logged(real(descriptor, bytes, cut(count), offset), "write " + path_of(descriptor));
}

int fsync(int descriptor) {
  return sync_fails() ? -1
                      : logged(next<int(int)>("fsync")(descriptor), "sync " + path_of(descriptor));
}

int fdatasync(int descriptor) {
  return sync_fails()
             ? -1
             : logged(next<int(int)>("fdatasync")(descriptor), "sync " + path_of(descriptor));
}

int rename(const char* from, const char* to) {
  return fails(Needs::space) ? -1
                             : logged(next<int(const char*, const char*)>("rename")(from, to),
                                      std::string("rename ") + from + " " + to);
}

int mkdir(const char* path, mode_t mode) {
  return fails(Needs::space) ? -1
                             : logged(next<int(const char*, mode_t)>("mkdir")(path, mode),
                                      std::string("mkdir ") + path);
}

int ftruncate64(int descriptor, off64_t length) {
  return fails(Needs::nothing) ? -1 : next<int(int, off64_t)>("ftruncate64")(descriptor, length);
}

}  // extern "C"
