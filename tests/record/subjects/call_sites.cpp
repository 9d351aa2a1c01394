// Writes "out" in ways that differ in whose code calls the system. The tests look for the lines
// that are marked: they are where the program's own code makes the Event.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>

#define NEVER_INLINE __attribute__((noinline))

namespace jobs {

// An asm that may look at the descriptor keeps the call from becoming the last one (a jump).
NEVER_INLINE void write_rows(int fd) {
  const ssize_t count = ::write(fd, "rows\n", 5);  // site: direct
  asm volatile("" : : "r"(count), "r"(fd));
}

struct Table {
  NEVER_INLINE void flush(const std::string& row) const;
};

void Table::flush(const std::string& row) const {
  std::ofstream file("out");
  file << row;
  file.flush();  // site: stream
}

inline __attribute__((always_inline)) void put_inlined(int fd) {
  const ssize_t count = ::write(fd, "in\n", 3);  // site: inlined
  asm volatile("" : : "r"(count), "r"(fd));
}

NEVER_INLINE void call_inlined(int fd) {
  put_inlined(fd);
  asm volatile("" : : "r"(fd));
}

NEVER_INLINE void rename_out() {
  const int result = std::rename("out", "final");  // site: rename
  asm volatile("" : : "r"(result));
}

NEVER_INLINE void close_stdio(std::FILE* file) {
  std::fputs("rows\n", file);
  const int result = std::fclose(file);  // site: stdio
  asm volatile("" : : "r"(result));
}

NEVER_INLINE int open_out() {
  const int fd = ::open("out", O_CREAT | O_WRONLY, 0644);  // site: open
  asm volatile("" : : "r"(fd));
  return fd;
}

}  // namespace jobs

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> ways = {
      {"direct", [] { jobs::write_rows(jobs::open_out()); }},
      {"stream", [] { jobs::Table().flush("rows\n"); }},
      {"inlined", [] { jobs::call_inlined(jobs::open_out()); }},
      {"rename", [] { jobs::open_out(), jobs::rename_out(); }},
      {"stdio", [] { jobs::close_stdio(::fdopen(jobs::open_out(), "w")); }},
      {"exit", [] { std::fputs("rows\n", ::fdopen(jobs::open_out(), "w")); }},
      {"thread", [] { std::thread(jobs::write_rows, jobs::open_out()).join(); }},
  };
  const auto way = ways.find(argc > 1 ? argv[1] : "");
  if (way == ways.end()) return 2;
  way->second();
  return 0;
}
