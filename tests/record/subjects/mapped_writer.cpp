// Stores into a shared mapping, first made writable by mprotect, between ordinary writes.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

int main() {
  const int fd = ::open("mapped", O_CREAT | O_RDWR, 0644);
  const int log = ::open("log", O_CREAT | O_WRONLY, 0644);
  if (::ftruncate(fd, 3 * 4096) != 0) return 1;
  auto* bytes = static_cast<char*>(::mmap(nullptr, 3 * 4096, PROT_READ, MAP_SHARED, fd, 0));
  if (bytes == MAP_FAILED || ::mprotect(bytes, 3 * 4096, PROT_READ | PROT_WRITE) != 0) return 2;
  for (int n = 0; n < 20; ++n) {
    bytes[n * 600] = static_cast<char>('A' + n);
    bytes[n * 600 + 2] = 'x';
    if (::write(log, "line\n", 5) != 5) return 3;
  }
  if (::fork() == 0) {
    std::strcpy(bytes + 5000, "from the child");
    ::_exit(0);
  }
  ::wait(nullptr);
  if (::pwrite(fd, "written", 7, 100) != 7 || ::msync(bytes, 4096, MS_SYNC) != 0) return 4;
  if (::ftruncate(fd, 2 * 4096) != 0) return 5;
  ::close(fd);
  std::strcpy(bytes + 7000, "after the close");
  ::munmap(bytes, 3 * 4096);
  return 0;
}
