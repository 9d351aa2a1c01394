// Threads and processes that wait for each other through FIFOs and pipes: whoever lets only one
// call run at a time, blocking ones included, waits for ever.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

int main() {
  if (::mkfifo("fifo", 0600) != 0) return 1;
  std::thread reader([] {
    const int fd = ::open("fifo", O_RDONLY);
    const int copy = ::open("copy", O_CREAT | O_WRONLY, 0644);
    std::vector<char> bytes(70'000);
    for (ssize_t count = 0; (count = ::read(fd, bytes.data(), bytes.size())) > 0;) {
      if (::write(copy, bytes.data(), static_cast<std::size_t>(count)) != count) ::_exit(3);
    }
  });
  std::thread bystander([] {
    const int fd = ::open("bystander", O_CREAT | O_WRONLY, 0644);
    for (int n = 0; n < 50; ++n) (void)!::write(fd, "x", 1);
  });
  const int fd = ::open("fifo", O_WRONLY);
  // More than a pipe holds: blocks until the reader has read.
  const std::string text(300'000, 'y');
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return 2;
  ::close(fd);
  reader.join();
  bystander.join();
  int ends[2];
  if (::pipe(ends) != 0) return 4;
  const int target = ::open("spliced", O_CREAT | O_WRONLY, 0644);
  std::thread feeder([&] {
    ::usleep(20'000);
    (void)!::write(ends[1], "late\n", 5);
  });
  const bool spliced = ::splice(ends[0], nullptr, target, nullptr, 5, 0) == 5;
  feeder.join();
  return spliced ? 0 : 5;
}
