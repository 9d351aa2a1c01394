// Runs a fuzz target without libFuzzer: mutations of its seeds, the same ones each time.
//   fuzz_NAME           up to 100000 inputs, 5 seconds at most
//   fuzz_NAME NUMBER    that input alone, e.g. the one that a failure named
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

// Sanitizers then end in SIGABRT too, where the number of the input is printed.
extern "C" const char* __asan_default_options() {
  return "abort_on_error=1";
}
extern "C" const char* __ubsan_default_options() {
  return "abort_on_error=1";
}

namespace crashproof {
namespace {

constexpr std::uint64_t kInputs = 100000;
constexpr std::chrono::seconds kTimeLimit{5};
constexpr std::size_t kLargestInputBytes = 1 << 14;

volatile std::sig_atomic_t current_input = 0;

extern "C" void name_input_and_die(int signal) {
  std::array<char, 64> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "\nfailed at input %ld\n", long{current_input});
  // Nothing can be done about an output that is closed.
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, text.data(), static_cast<std::size_t>(length));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// One input: everything about it follows from its number.
class Mutation {
 public:
  Mutation(const std::vector<std::string>& seeds, std::uint64_t number)
      : seeds_(seeds), random_(number), input_(seed()) {}

  std::string made() {
    static constexpr std::array kSteps{&Mutation::flip_bit,    &Mutation::set_byte,
                                       &Mutation::erase_range, &Mutation::repeat_range,
                                       &Mutation::truncate,    &Mutation::put_number,
                                       &Mutation::splice,      &Mutation::insert_noise};
    const std::size_t steps = below(6);
    for (std::size_t i = 0; i < steps; ++i) (this->*kSteps[below(kSteps.size())])();
    if (input_.size() > kLargestInputBytes) input_.resize(kLargestInputBytes);
    return input_;
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  const std::string& seed() { return seeds_[below(seeds_.size())]; }
  std::size_t place() { return below(input_.size() + 1); }

  void flip_bit() {
    if (!input_.empty()) input_[below(input_.size())] ^= static_cast<char>(1 << below(8));
  }
  void set_byte() {
    if (!input_.empty()) input_[below(input_.size())] = static_cast<char>(random_());
  }
  void erase_range() { input_.erase(place(), below(32)); }
  void repeat_range() {
    const std::size_t at = place();
    input_.insert(at, input_.substr(at, below(64)));
  }
  void truncate() { input_.resize(place()); }
  void put_number() {
    static constexpr std::array<std::uint64_t, 6> kNumbers{
        0, 0x7f, 0xffffffff, 0x7fffffffffffffff, 0xffffffffffffffff, 0x100000000};
    const std::uint64_t number = kNumbers[below(kNumbers.size())];
    const std::size_t at = place();
    for (std::size_t i = 0; i < 8 && at + i < input_.size(); ++i) {
      input_[at + i] = static_cast<char>(number >> (8 * i));
    }
  }
  void splice() {
    const std::string& other = seed();
    input_ = input_.substr(0, place()) + other.substr(below(other.size() + 1));
  }
  void insert_noise() {
    std::string noise;
    for (std::size_t left = below(12); left > 0; --left) noise += static_cast<char>(random_());
    input_.insert(place(), noise);
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_;
  std::string input_;
};

void run(const std::vector<std::string>& seeds, std::uint64_t number) {
  current_input = static_cast<std::sig_atomic_t>(number);
  const std::string input = Mutation(seeds, number).made();
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

int fuzz(int argc, char** argv) {
  std::signal(SIGABRT, name_input_and_die);
  // A sanitizer's own handler tells more than ours, and ends in SIGABRT.
  const auto handler = std::signal(SIGSEGV, name_input_and_die);
  if (handler != SIG_DFL) std::signal(SIGSEGV, handler);
  const std::vector<std::string> seeds = fuzz_seeds();
  if (argc > 1) {
    run(seeds, std::strtoull(argv[1], nullptr, 10));
    return 0;
  }
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t number = 0;
  while (number < kInputs && std::chrono::steady_clock::now() - begin < kTimeLimit) {
    run(seeds, number++);
  }
  std::printf("%llu inputs\n", static_cast<unsigned long long>(number));
  return 0;
}

}  // namespace
}  // namespace crashproof

int main(int argc, char** argv) {
  return crashproof::fuzz(argc, argv);
}
