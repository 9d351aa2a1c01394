// Does random things to files in the working directory: random_files SEED COUNT [THREADS].
// Every call may fail; what matters is that the recorder sees just those that did not.
#include <fcntl.h>
#include <linux/falloc.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr unsigned kExchange = 2, kNoReplace = 1;

class Actor {
 public:
  Actor(unsigned seed, bool shares_process) : random_(seed), alone_(!shares_process) {}
  ~Actor() {
    for (const int fd : fds_) ::close(fd);
  }

  void act() {
    using Action = void (Actor::*)();
    static constexpr std::array<Action, 25> kActions = {
        &Actor::open_file,   &Actor::open_file,     &Actor::open_file,  &Actor::write_plain,
        &Actor::write_plain, &Actor::write_vector,  &Actor::write_at,   &Actor::write_at,
        &Actor::append_at,   &Actor::truncate_some, &Actor::allocate,   &Actor::rename_some,
        &Actor::rename_some, &Actor::link_some,     &Actor::unlink_one, &Actor::make_directory,
        &Actor::symlink_one, &Actor::change_mode,   &Actor::set_times,  &Actor::attribute,
        &Actor::unnamed,     &Actor::copy_range,    &Actor::send_file,  &Actor::splice_pipe,
        &Actor::sync_some};
    (this->*kActions[pick(kActions.size())])();
    if (fds_.size() > 6) close_one();
    if (alone_ && pick(20) == 0) change_directory();
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::string file_name() {
    static const char* const kPrefixes[] = {"", "", "d0/", "d1/", "d0/../", "way/", "./"};
    return prefix_ + kPrefixes[pick(7)] + "f" + std::to_string(pick(6));
  }
  std::string directory_name() { return prefix_ + "d" + std::to_string(pick(3)); }

  std::string bytes() {
    std::string text(1 + pick(pick(8) == 0 ? 20000 : 60), ' ');
    for (char& c : text) c = static_cast<char>('a' + pick(26));
    return text;
  }

  int any_fd() { return fds_.empty() ? -1 : fds_[pick(fds_.size())]; }

  void open_file() {
    static constexpr int kFlags[] = {
        O_CREAT | O_WRONLY, O_CREAT | O_RDWR | O_TRUNC,    O_CREAT | O_EXCL | O_RDWR, O_RDWR,
        O_WRONLY | O_TRUNC, O_CREAT | O_WRONLY | O_APPEND, O_RDWR | O_APPEND};
    const std::string name = file_name();
    const int way = static_cast<int>(pick(10));
    const int fd = way == 0 ? ::creat(name.c_str(), 0640)
                   : way == 1
                       ? static_cast<int>(::syscall(SYS_open, name.c_str(), kFlags[pick(7)], 0600))
                       : ::open(name.c_str(), kFlags[pick(7)], 0666);
    if (fd < 0) return;
    fds_.push_back(fd);
    if (pick(5) == 0) fds_.push_back(::dup(fd));
  }

  void close_one() {
    const std::size_t which = pick(fds_.size());
    ::close(fds_[which]);
    fds_.erase(fds_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  void write_plain() {
    const std::string text = bytes();
    const int fd = any_fd();
    if (pick(4) == 0) ::lseek(fd, static_cast<off_t>(pick(300)), SEEK_SET);
    if (::write(fd, text.data(), text.size()) < 0) return;
  }
  void write_vector() {
    std::string one = bytes(), two = bytes();
    const iovec parts[] = {{one.data(), one.size()}, {nullptr, 0}, {two.data(), two.size()}};
    const off_t place = static_cast<off_t>(pick(200));
    const int fd = any_fd();
    const std::size_t way = pick(3);
    if (way == 0) (void)!::writev(fd, parts, 3);
    if (way == 1) (void)!::pwritev(fd, parts, 3, place);
    if (way == 2) (void)!::pwritev2(fd, parts, 3, pick(2) == 0 ? -1 : place, 0);
  }
  void write_at() {
    const std::string text = bytes();
    (void)!::pwrite(any_fd(), text.data(), text.size(), static_cast<off_t>(pick(5000)));
  }
  void append_at() {
    std::string text = bytes();
    const iovec part{text.data(), text.size()};
    (void)!::pwritev2(any_fd(), &part, 1, pick(2) == 0 ? -1 : 5, RWF_APPEND);
  }
  void truncate_some() {
    const off_t size = static_cast<off_t>(pick(400));
    if (pick(2) == 0)
      (void)!::truncate(file_name().c_str(), size);
    else
      (void)!::ftruncate(any_fd(), size);
  }
  void allocate() {
    static constexpr int kModes[] = {0,
                                     FALLOC_FL_KEEP_SIZE,
                                     FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                     FALLOC_FL_ZERO_RANGE,
                                     FALLOC_FL_COLLAPSE_RANGE,
                                     FALLOC_FL_INSERT_RANGE};
    const bool blocks = pick(2) == 0;
    const off_t unit = blocks ? 4096 : 7;
    ::fallocate(any_fd(), kModes[pick(6)], unit * static_cast<off_t>(pick(3)),
                unit * static_cast<off_t>(1 + pick(2)));
  }
  void rename_some() {
    const std::string from = pick(6) == 0 ? directory_name() : file_name();
    const std::string to = pick(6) == 0 ? directory_name() : file_name();
    static constexpr unsigned kFlags[] = {0, 0, 0, kExchange, kNoReplace};
    ::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), kFlags[pick(5)]);
  }
  void link_some() {
    const int flags = pick(2) == 0 ? AT_SYMLINK_FOLLOW : 0;
    (void)!::linkat(AT_FDCWD, file_name().c_str(), AT_FDCWD, file_name().c_str(), flags);
  }
  void unlink_one() {
    if (pick(4) == 0)
      ::rmdir(directory_name().c_str());
    else
      (void)!::unlink(file_name().c_str());
  }
  void make_directory() {
    if (pick(5) == 0)
      (void)!::mkfifo((file_name() + "p").c_str(), 0600);
    else
      ::mkdir(directory_name().c_str(), 0700 + pick(8));
  }
  void symlink_one() {
    // "way" leads to a directory, the others to files that may be missing.
    if (pick(3) == 0)
      (void)!::symlink(directory_name().c_str(), (prefix_ + "way").c_str());
    else
      (void)!::symlink(("f" + std::to_string(pick(6))).c_str(), file_name().c_str());
  }
  void change_mode() {
    const mode_t mode = 0600 | static_cast<mode_t>(pick(64));
    if (pick(2) == 0)
      (void)!::chmod(file_name().c_str(), mode);
    else
      (void)!::fchmod(any_fd(), mode);
    if (::geteuid() == 0) (void)!::lchown(file_name().c_str(), 1 + pick(5), static_cast<gid_t>(-1));
  }
  void set_times() {
    const timespec times[] = {{static_cast<time_t>(pick(100000)), 7}, {1000000 + 1, 123456789}};
    if (pick(2) == 0)
      ::utimensat(AT_FDCWD, file_name().c_str(), times, AT_SYMLINK_NOFOLLOW);
    else
      ::futimens(any_fd(), times);
  }
  void attribute() {
    const std::string name = "user.a" + std::to_string(pick(3)), value = bytes().substr(0, 30);
    if (pick(3) == 0)
      ::removexattr(file_name().c_str(), name.c_str());
    else if (pick(2) == 0)
      ::setxattr(file_name().c_str(), name.c_str(), value.data(), value.size(), 0);
    else
      ::fsetxattr(any_fd(), name.c_str(), value.data(), value.size(), 0);
  }
  void unnamed() {
    const int fd = ::open(".", O_TMPFILE | O_RDWR, 0640);
    if (fd < 0) return;
    const std::string text = bytes();
    (void)!::write(fd, text.data(), text.size());
    const std::string own = "/proc/self/fd/" + std::to_string(fd);
    if (pick(2) == 0)
      ::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, file_name().c_str(), AT_SYMLINK_FOLLOW);
    else
      ::linkat(fd, "", AT_FDCWD, file_name().c_str(), AT_EMPTY_PATH);
    (void)!::write(fd, text.data(), text.size());
    fds_.push_back(fd);
  }
  void copy_range() {
    off_t place = static_cast<off_t>(pick(100)), from = 0;
    (void)!::copy_file_range(any_fd(), &from, any_fd(), pick(2) == 0 ? &place : nullptr,
                             1 + pick(99), 0);
  }
  void send_file() {
    off_t from = 0;
    (void)!::sendfile(any_fd(), any_fd(), &from, 1 + pick(300));
  }
  void splice_pipe() {
    int ends[2];
    if (::pipe(ends) != 0) return;
    const std::string text = bytes().substr(0, 3000);
    (void)!::write(ends[1], text.data(), text.size());
    off_t place = static_cast<off_t>(pick(100));
    (void)!::splice(ends[0], nullptr, any_fd(), pick(2) == 0 ? &place : nullptr, text.size(), 0);
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void sync_some() {
    if (pick(2) == 0)
      ::fsync(any_fd());
    else
      ::fdatasync(any_fd());
  }
  void change_directory() {
    if (prefix_.empty() && ::chdir("d0") == 0)
      prefix_ = "../";
    else if (!prefix_.empty() && ::chdir("..") == 0)
      prefix_.clear();
  }

  std::mt19937 random_;
  bool alone_;
  std::string prefix_;
  std::vector<int> fds_;
};

void perform(unsigned seed, int count, bool shares_process) {
  Actor actor(seed, shares_process);
  for (int n = 0; n < count; ++n) actor.act();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto seed = static_cast<unsigned>(std::atoi(argv[1]));
  const int count = std::atoi(argv[2]), threads = argc > 3 ? std::atoi(argv[3]) : 1;
  ::umask(022);
  if (threads == 1) {
    perform(seed, count, false);
    return 0;
  }
  std::vector<std::thread> pool;
  for (int n = 0; n < threads; ++n) {
    pool.emplace_back(perform, seed * 100 + static_cast<unsigned>(n), count, true);
  }
  for (std::thread& thread : pool) thread.join();
  return 0;
}
