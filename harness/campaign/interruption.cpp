// A flag, set by a signal handler, that every wait of a campaign looks at.
#include "harness/campaign/interruption.h"

#include <array>
#include <csignal>

namespace crashproof {
namespace {

volatile std::sig_atomic_t flag = 0;
constexpr std::array signals{SIGINT, SIGTERM};
std::array<struct sigaction, signals.size()> former{};

void note(int) {
  flag = 1;
}

}  // namespace

InterruptionGuard::InterruptionGuard() {
  flag = 0;
  struct sigaction action {};
  action.sa_handler = note;  // without SA_RESTART, so that waits return
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &action, &former[i]);
}

InterruptionGuard::~InterruptionGuard() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &former[i], nullptr);
}

bool interrupted() {
  return flag != 0;
}

}  // namespace crashproof
