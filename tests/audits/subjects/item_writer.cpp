// Writes COUNT files in several threads and takes what exists for done. Each file is published
// atomically (temporary name, rename) or grows under its final name.
// Usage: item_writer DIRECTORY COUNT THREADS atomic|in-place
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

void write_text(int fd, const std::string& text) {
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::exit(1);
}

void make_item(const std::string& path, int number, bool atomic) {
  if (exists(path)) return;
  const std::string target = atomic ? path + ".tmp" : path;
  const int fd = ::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0) std::exit(1);
  write_text(fd, "item " + std::to_string(number) + " head\n");
  write_text(fd, "item " + std::to_string(number) + " tail\n");
  ::close(fd);
  if (atomic && ::rename(target.c_str(), path.c_str()) != 0) std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string directory = argv[1];
  const int count = std::atoi(argv[2]);
  const int threads = std::atoi(argv[3]);
  const bool atomic = std::string(argv[4]) == "atomic";
  ::mkdir(directory.c_str(), 0755);
  std::vector<std::thread> workers;
  for (int worker = 0; worker < threads; ++worker) {
    workers.emplace_back([&, worker] {
      for (int number = worker; number < count; number += threads) {
        make_item(directory + "/item-" + std::to_string(number), number, atomic);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return 0;
}
