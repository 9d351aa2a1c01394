// Two threads race for one name: the first makes a file there where nothing is, the second puts
// a symbolic link there and takes away whatever it finds. At the end "made" holds how many files
// there were: whoever looks at the link and then lets the open run alone misses some of them.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

int main() {
  std::atomic<bool> over = false;
  std::thread other([&] {
    while (!over) {
      (void)!::symlink("nothing", "name");
      ::unlink("name");
    }
  });
  int made = 0;
  for (int n = 0; n < 1000; ++n) {
    const int fd = ::open("name", O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (fd < 0) continue;
    ++made;
    ::close(fd);
  }
  over = true;
  other.join();
  const std::string text = std::to_string(made);
  const int fd = ::open("made", O_CREAT | O_WRONLY, 0644);
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1;
}
