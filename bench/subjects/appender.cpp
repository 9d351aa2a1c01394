// The subject of the growth tables of bench/run: appends numbered lines to log.txt until it holds
// as many as asked for, one write each; a rerun goes on after the last whole line. It starts and
// ends in about a millisecond, so that what the harness adds can be seen.
//
// usage: appender LINES
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  constexpr int line_bytes = 8;
  if (argc != 2) return 2;
  const int fd = ::open("log.txt", O_WRONLY | O_CREAT, 0644);
  struct stat status {};
  if (fd < 0 || ::fstat(fd, &status) != 0) return 1;
  const long done = status.st_size / line_bytes;
  if (::lseek(fd, done * line_bytes, SEEK_SET) < 0) return 1;
  for (long number = done; number < std::atol(argv[1]); ++number) {
    char line[32];
    std::snprintf(line, sizeof line, "%07ld\n", number % 10'000'000);
    if (::write(fd, line, line_bytes) != line_bytes) return 1;
  }
  return 0;
}
