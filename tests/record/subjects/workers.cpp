// Workers write to files of their own: workers processes|threads COUNT LINES. At the end the first
// process writes into "done" how many of them ended well.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

void write_text(const std::string& name, const std::string& text) {
  const int fd = ::open(name.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0644);
  if (::write(fd, text.data(), text.size()) < 0) ::_exit(9);
  ::close(fd);
}

void work(int worker, int lines) {
  const std::string name = "w" + std::to_string(worker);
  for (int n = 1; n <= lines; ++n) write_text(name, std::to_string(n) + "\n");
}

int run_processes(int count, int lines) {
  for (int n = 1; n <= count; ++n) {
    if (::fork() == 0) {
      work(n, lines);
      ::_exit(0);
    }
  }
  int good = 0;
  int status = 0;
  while (::wait(&status) > 0) good += status == 0 ? 1 : 0;
  return good;
}

int run_threads(int count, int lines) {
  std::vector<std::thread> threads;
  for (int n = 1; n <= count; ++n) threads.emplace_back(work, n, lines);
  for (std::thread& thread : threads) thread.join();
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int count = std::atoi(argv[2]), lines = std::atoi(argv[3]);
  const bool processes = argv[1] == std::string("processes");
  write_text("done",
             std::to_string(processes ? run_processes(count, lines) : run_threads(count, lines)));
}
