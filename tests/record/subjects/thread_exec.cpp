// A thread that is not the first one replaces the whole process while another one writes.
#include <fcntl.h>
#include <unistd.h>

#include <thread>

int main() {
  std::thread writer([] {
    const int fd = ::open("before", O_CREAT | O_WRONLY, 0644);
    for (;;) (void)!::write(fd, "x", 1);
  });
  std::thread replacer([] {
    ::usleep(3'000);
    ::execl("/bin/sh", "sh", "-c", "echo replaced > after; exit 7", nullptr);
    ::_exit(1);
  });
  writer.join();
}
