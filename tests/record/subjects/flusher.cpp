// Appends items to "out" until it is asked to stop, then puts how many there were into "state":
// flusher ITEMS graceful|threaded|ignoring|impatient|fetching. The handler leaves a line in
// "handled" at once. impatient: a second signal ends the flush. fetching: signals are blocked and
// asked for.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

volatile std::sig_atomic_t requests = 0;

void append(const char* name, const std::string& text) {
  const int fd = ::open(name, O_CREAT | O_WRONLY | O_APPEND, 0644);
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::_exit(9);
  ::close(fd);
}

void on_signal(int number) {
  requests = requests + 1;
  const int fd = ::open("handled", O_CREAT | O_WRONLY | O_APPEND, 0644);
  const char text[] = {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10),
                       '\n'};
  (void)!::write(fd, text, sizeof text);
  ::close(fd);
}

void fetch() {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGTERM);
  const timespec now{};
  if (const int number = ::sigtimedwait(&wanted, nullptr, &now); number > 0) on_signal(number);
}

[[noreturn]] void flush(int items, bool impatient, bool fetching) {
  for (int step = 0; step < 5; ++step) {
    append("state.tmp", step == 4 ? std::to_string(items) + "\n" : "flushing\n");
    if (fetching) fetch();
    if (impatient && requests > 1) ::_exit(3);
  }
  ::_exit(::rename("state.tmp", "state") == 0 ? 0 : 4);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string mode = argv[2];
  const bool fetching = mode == "fetching";
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction action {};
    action.sa_handler = mode == "ignoring" ? SIG_IGN : &on_signal;
    ::sigaction(number, &action, nullptr);
  }
  if (fetching) {
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
  }
  if (mode == "threaded") {
    std::thread([] {
      for (;;) ::pause();
    }).detach();
  }
  for (int n = 1; n <= std::atoi(argv[1]); ++n) {
    append("out", "item " + std::to_string(n) + "\n");
    if (fetching) fetch();
    if (requests > 0) flush(n, mode == "impatient" || fetching, fetching);
    if (mode == "ignoring") ::usleep(1000);
  }
}
