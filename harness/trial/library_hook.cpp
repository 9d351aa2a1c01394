// A library that is preloaded into the subject, before libfiu's own preload: it makes one point of
// that one fail at its N-th call. libfiu by itself can only fail always, once, or by chance, and
// says nothing of what it did. Calls are counted over all processes of a run, in a file that all of
// them map: bytes 0-7 count the calls, bytes 8-15 those that failed.
//
//   CRASHPROOF_LIBRARY=POINT CALL ERRNO     CALL 0: each
//   CRASHPROOF_LIBRARY_FILE=PATH            of 16 bytes at least
#include <fcntl.h>
#include <fiu-control.h>
#include <fiu.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

struct Counts {
  std::uint64_t calls;
  std::uint64_t failed;
};

Counts* counts = nullptr;
unsigned long long wanted_call = 0;

// libfiu calls it at each hit of the point, with a lock of its own held. It must not call what the
// preload replaces.
int decide(const char*, int*, void**, unsigned*) {
  const std::uint64_t call = __atomic_add_fetch(&counts->calls, 1, __ATOMIC_RELAXED);
  if (wanted_call != 0 && call != wanted_call) return 0;
  __atomic_add_fetch(&counts->failed, 1, __ATOMIC_RELAXED);
  return 1;
}

// By bare system calls, since the functions of those names may be the preload's.
Counts* map_counts(const char* path) {
  const long fd = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) return nullptr;
  const long address =
      ::syscall(SYS_mmap, nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::syscall(SYS_close, fd);
  // The kernel's errors are the last 4095 numbers.
  return address < 0 && address > -4096 ? nullptr : reinterpret_cast<Counts*>(address);
}

__attribute__((constructor)) void arm() {
  const char* wanted = ::getenv("CRASHPROOF_LIBRARY");
  const char* file = ::getenv("CRASHPROOF_LIBRARY_FILE");
  static char point[256];
  unsigned long error = 0;
  if (wanted == nullptr || file == nullptr ||
      std::sscanf(wanted, "%255s %llu %lu", point, &wanted_call, &error) != 3) {
    return;
  }
  counts = map_counts(file);
  if (counts == nullptr || fiu_init(0) != 0) return;
  fiu_enable_external(point, 1, reinterpret_cast<void*>(error), 0, decide);
}

}  // namespace
