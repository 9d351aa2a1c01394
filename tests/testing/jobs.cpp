// Written with plain system calls, so that each function's file operations are the ones that it
// shows.
#include "tests/testing/jobs.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace crashproof::testing {
namespace {

void sync_path(const char* path, int flags) {
  const int fd = ::open(path, flags);
  ::fsync(fd);
  ::close(fd);
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

void put(const std::string& path, const std::string& text, int flags) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | flags, 0644);
  if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("cannot write " + path);
  ::close(fd);
}

void make_parts(bool durable) {
  for (const char* name : {"part-1", "part-2", "part-3"}) {
    if (exists(name)) continue;
    put("part.tmp", std::string("the content of ") + name + "\n", O_TRUNC);
    if (durable) sync_path("part.tmp", O_WRONLY);
    ::rename("part.tmp", name);
    if (durable) sync_path(".", O_RDONLY | O_DIRECTORY);
  }
}

void load_claiming_first() {
  int done = 0;
  std::ifstream("ckpt") >> done;
  for (int batch = done; batch < 3; ++batch) {
    put("ckpt.tmp", std::to_string(batch + 1), O_TRUNC);
    ::rename("ckpt.tmp", "ckpt");
    std::string rows;
    for (int row = 0; row < 10; ++row) rows += std::to_string(batch * 10 + row) + ",x\n";
    put("out.csv", rows, O_APPEND);
  }
}

}  // namespace

const SubjectFunction durable_parts("durable-parts", [] { make_parts(true); });
const SubjectFunction renamed_parts("renamed-parts", [] { make_parts(false); });
const SubjectFunction claims_first("claims-first", load_claiming_first);
const SubjectFunction changes_nothing("changes-nothing", [] { exists("in.csv"); });
const SubjectFunction never_the_same("never-the-same",
                                     [] { put("pid-" + std::to_string(::getpid()), "x", 0); });
const SubjectFunction throws("throws", [] { throw std::runtime_error("no input today"); });
const SubjectFunction copies_variable("copies-variable", [] {
  const char* greeting = std::getenv("GREETING");
  put("greeting.tmp", greeting == nullptr ? "none" : greeting, O_TRUNC);
  ::rename("greeting.tmp", "greeting");
});

}  // namespace crashproof::testing
