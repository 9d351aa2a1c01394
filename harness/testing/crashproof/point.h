// Names a place in a program, for crash schedules and failpoints:
// CRASHPROOF_POINT("load/committed"). One header for C++11 and later; docs/POINTS.md says the same
// for other languages.
//
// - A point is a system call that always fails and changes nothing. A recording shows it as the
//   Event marker(load/committed), so a schedule can say kill@after:marker(load/committed)#2.
// - Where FIU_ENABLE is defined and libfiu linked, which crashproof::point does, it is a libfiu
//   point of that name too:
//   `--failpoint load/committed@2` dies there, `--failpoint load/committed=ENOSPC` and fiu-run make
//   CRASHPROOF_FAILURE_AT("load/committed") give an errno.
// - With CRASHPROOF_NO_POINTS all of it is nothing, at no cost.
//
// A name holds no NUL and has at most 200 bytes; what is longer is cut off.
#pragma once

#ifdef CRASHPROOF_NO_POINTS

#define CRASHPROOF_POINT(name) static_cast<void>(0)
#define CRASHPROOF_FAILURE_AT(name) 0

#else

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#ifdef FIU_ENABLE
#include <fcntl.h>
#include <fiu-control.h>
#include <fiu.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#endif

namespace crashproof {
namespace point {

// Leaves errno alone.
inline void mark(const char* name) {
  char path[256];
  const int error = errno;
  std::snprintf(path, sizeof path, "/.crashproof/point/%.200s", name);
  static_cast<void>(::rmdir(path));
  errno = error;
}

#ifdef FIU_ENABLE

// What CRASHPROOF_FAILPOINT asks for: "NAME@HIT:kill", "NAME@HIT:errno=NAME" or "…=NUMBER".
struct Armed {
  char name[201];
  unsigned long hit;
  int error_number;  // 0: the process dies
  std::atomic<unsigned long> passed;
};

inline Armed& armed() {
  static Armed point = {};
  return point;
}

inline int error_named(const char* name) {
  static const struct {
    const char* name;
    int number;
  } known[] = {{"EACCES", EACCES}, {"EAGAIN", EAGAIN}, {"EDQUOT", EDQUOT},      {"EFBIG", EFBIG},
               {"EINTR", EINTR},   {"EIO", EIO},       {"EMFILE", EMFILE},      {"ENFILE", ENFILE},
               {"ENOENT", ENOENT}, {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC},      {"EPERM", EPERM},
               {"EPIPE", EPIPE},   {"EROFS", EROFS},   {"ETIMEDOUT", ETIMEDOUT}};
  for (const auto& each : known)
    if (std::strcmp(each.name, name) == 0) return each.number;
  const int number = std::atoi(name);
  return number > 0 ? number : EIO;
}

// Whoever armed the point learns that the program came to it.
inline void report_fired(const Armed& point) {
  const char* path = std::getenv("CRASHPROOF_POINTS_FILE");
  const int fd =
      path == nullptr ? -1 : ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return;
  char line[256];
  const int length = std::snprintf(line, sizeof line, "fired %s %lu\n", point.name, point.hit);
  static_cast<void>(!::write(fd, line, static_cast<std::size_t>(length)));
  ::close(fd);
}

// libfiu asks at each passing of the armed point.
inline int fires(const char*, int*, void**, unsigned int*) {
  Armed& point = armed();
  if (++point.passed != point.hit) return 0;
  report_fired(point);
  if (point.error_number == 0) ::raise(SIGKILL);
  return 1;
}

inline bool arm() {
  fiu_init(0);
  const char* text = std::getenv("CRASHPROOF_FAILPOINT");
  if (text == nullptr) return false;
  Armed& point = armed();
  char action[64] = "";
  if (std::sscanf(text, "%200[^@]@%lu:%63s", point.name, &point.hit, action) != 3) return false;
  if (std::strncmp(action, "errno=", 6) == 0) point.error_number = error_named(action + 6);
  void* information = reinterpret_cast<void*>(static_cast<std::intptr_t>(point.error_number));
  return fiu_enable_external(point.name, 1, information, 0, fires) == 0;
}

#endif

// Passes the point: 0, or the errno with which the step there is to fail.
inline int pass(const char* name) {
  mark(name);
#ifdef FIU_ENABLE
  static const bool is_armed = arm();
  static_cast<void>(is_armed);
  if (fiu_fail(name) != 0) {
    const int error_number = static_cast<int>(reinterpret_cast<std::intptr_t>(fiu_failinfo()));
    return error_number > 0 ? error_number : EIO;
  }
#endif
  return 0;
}

}  // namespace point
}  // namespace crashproof

// A statement.
#define CRASHPROOF_POINT(name) static_cast<void>(::crashproof::point::pass(name))
// An expression: `if (int error = CRASHPROOF_FAILURE_AT("load/write")) throw …;`
#define CRASHPROOF_FAILURE_AT(name) ::crashproof::point::pass(name)

#endif
