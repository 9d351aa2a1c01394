// A call on a file that another process has to let happen: the child's open waits for the parent to
// give back its lease, and the parent writes another file first. Whoever lets no other file call
// begin before the open has ended waits until the kernel takes the lease away.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main() {
  const int held = ::open("leased", O_CREAT | O_RDWR, 0644);
  if (held < 0 || ::write(held, "old\n", 4) != 4) return 1;
  sigset_t told;
  sigemptyset(&told);
  sigaddset(&told, SIGIO);
  ::sigprocmask(SIG_BLOCK, &told, nullptr);
  if (::fcntl(held, F_SETLEASE, F_WRLCK) != 0) return 2;
  const pid_t child = ::fork();
  if (child == 0) {
    const int fd = ::open("leased", O_WRONLY | O_TRUNC);
    return fd >= 0 && ::write(fd, "new\n", 4) == 4 ? 0 : 3;
  }
  int signal = 0;
  if (::sigwait(&told, &signal) != 0) return 4;
  const int other = ::open("other", O_CREAT | O_WRONLY, 0644);
  if (other < 0 || ::write(other, "first\n", 6) != 6) return 5;
  if (::fcntl(held, F_SETLEASE, F_UNLCK) != 0) return 6;
  int status = 0;
  return ::waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : 7;
}
