// Writes to one file from every kind of child: fork, vfork, posix_spawn, a daemon, a signalled one.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace {

void append(const char* line) {
  const int fd = ::open("log", O_CREAT | O_WRONLY | O_APPEND, 0644);
  if (::write(fd, line, std::strlen(line)) < 0) ::_exit(9);
  ::close(fd);
}

void await(pid_t pid) {
  ::waitpid(pid, nullptr, 0);
}

void start_daemon() {
  int ends[2];
  if (::pipe(ends) != 0) return;
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    ::close(ends[0]);
    append("daemon\n");
    ::_exit(0);  // closes its end: the first process may go on
  }
  ::close(ends[1]);
  await(child);
  char byte = 0;
  (void)!::read(ends[0], &byte, 1);
}

}  // namespace

int main() {
  append("main\n");
  if (const pid_t pid = ::fork(); pid == 0) {
    append("forked\n");
    ::_exit(0);
  } else {
    await(pid);
  }
  if (const pid_t pid = ::vfork(); pid == 0) {
    ::execl("/bin/sh", "sh", "-c", "echo vforked >> log", nullptr);
    ::_exit(1);
  } else {
    await(pid);
  }
  char shell[] = "sh", option[] = "-c", command[] = "echo spawned >> log";
  char* const arguments[] = {shell, option, command, nullptr};
  pid_t pid = 0;
  if (::posix_spawn(&pid, "/bin/sh", nullptr, nullptr, arguments, environ) == 0) await(pid);
  start_daemon();
  if (pid = ::fork(); pid == 0) {
    append("killed\n");
    ::raise(SIGKILL);
  }
  await(pid);
  if (pid = ::fork(); pid == 0) {
    ::raise(SIGSTOP);
    append("continued\n");
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, WUNTRACED);
  ::kill(pid, SIGCONT);
  await(pid);
  return 0;
}
