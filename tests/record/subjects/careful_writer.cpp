// Puts the 26 letters into "out" by the given call, and goes on after short counts and EINTR:
// careful_writer write|pwrite|writev|pwritev|sendfile|copy_file_range|splice. Then it syncs, trying
// again once if that fails, and writes into "told" which errors it has met.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace {

std::string letters = "abcdefghijklmnopqrstuvwxyz";
std::string told;

ssize_t put(const std::string& way, int out, int in, std::size_t done) {
  const std::size_t left = letters.size() - done;
  const std::size_t half = std::min<std::size_t>(left, 5);
  iovec parts[] = {{letters.data() + done, half}, {letters.data() + done + half, left - half}};
  off_t from = static_cast<off_t>(done), to = from;
  if (way == "write") return ::write(out, letters.data() + done, left);
  if (way == "pwrite") return ::pwrite(out, letters.data() + done, left, to);
  if (way == "pwritev") return ::pwritev(out, parts, 2, to);
  if (way == "sendfile") return ::sendfile(out, in, &from, left);
  if (way == "copy_file_range") return ::copy_file_range(in, &from, out, &to, left, 0);
  if (way == "splice") {
    int ends[2];
    if (::pipe(ends) != 0 || ::write(ends[1], letters.data() + done, left) < 0) return -1;
    const ssize_t count = ::splice(ends[0], nullptr, out, &to, left, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    return count;
  }
  const ssize_t count = ::writev(out, parts, 2);
  // The kernel never changes the array, so nobody else may have.
  const bool intact = parts[0].iov_len == half && parts[1].iov_len == left - half;
  return intact ? count : -1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const int in = ::open("in", O_RDONLY | O_CLOEXEC);
  const int out = ::open("out", O_CREAT | O_WRONLY | O_TRUNC, 0644);
  for (std::size_t done = 0; done < letters.size();) {
    const ssize_t count = put(argv[1], out, in, done);
    if (count >= 0) {
      told += std::to_string(count) + " ";
      done += static_cast<std::size_t>(count);
      continue;
    }
    told += "errno" + std::to_string(errno) + " ";
    if (errno != EINTR) break;
  }
  for (int attempt = 0; attempt < 2 && ::fsync(out) != 0; ++attempt) {
    told += "sync" + std::to_string(errno) + " ";
  }
  const int report = ::open("told", O_CREAT | O_WRONLY | O_TRUNC, 0644);
  return ::write(report, told.data(), told.size()) == static_cast<ssize_t>(told.size()) ? 0 : 1;
}
