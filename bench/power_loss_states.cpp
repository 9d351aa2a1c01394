// How many power-loss states a second one core plans, makes as real files and judges by a trivial
// checker that reads them back. Prints one JSON object for each workload and model.
// usage: power_loss_states SCRATCH ROUNDS (SCRATCH: an empty directory, best on a tmpfs)
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "faults/persistence/catalogue.h"
#include "harness/model/surviving_states.h"
#include "harness/plan/power_loss_states.h"
#include "harness/trial/mirror.h"
#include "harness/trial/power_loss.h"
#include "harness/trial/tree.h"

namespace {

using namespace crashproof;
using Clock = std::chrono::steady_clock;

class Workload {
 public:
  explicit Workload(std::string workload_name) : name(std::move(workload_name)) {}
  void write(const std::string& path, std::uint64_t offset, const std::string& bytes) {
    Event& event = add(EventKind::write, path);
    event.offset = offset;
    event.length = bytes.size();
    event.bytes = trace.blobs->add(bytes);
  }
  Event& add(EventKind kind, const std::string& path) {
    Event event;
    event.index = trace.events.size();
    event.kind = kind;
    event.process = "main";
    event.path = path;
    event.mode = 0644;
    trace.events.push_back(event);
    return trace.events.back();
  }

  std::string name;
  std::string file;  // that the checker reads
  Trace trace;
};

// Rounds of: write a temporary file, rename it over the checkpoint.
Workload checkpoints(std::uint64_t rounds) {
  Workload workload("tmp+rename");
  workload.file = "checkpoint";
  for (std::uint64_t round = 0; round < rounds; ++round) {
    workload.add(EventKind::create, "checkpoint.tmp");
    workload.write("checkpoint.tmp", 0, fmt::format("{{\"done\": {:0100}}}\n", round));
    workload.add(EventKind::rename, "checkpoint.tmp").target = "checkpoint";
  }
  return workload;
}

// Lines of 100 bytes, each tenth synced.
Workload append_log(std::uint64_t rounds) {
  Workload workload("append log");
  workload.file = "log";
  workload.add(EventKind::create, "log");
  for (std::uint64_t round = 0; round < rounds; ++round) {
    workload.write("log", round * 100, fmt::format("{:099}\n", round));
    if (round % 10 == 9) workload.add(EventKind::fsync, "log");
  }
  return workload;
}

std::string read_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return "";
  std::string bytes(64 * 1024, '\0');
  const ssize_t count = ::read(fd, bytes.data(), bytes.size());
  ::close(fd);
  bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return bytes;
}

// Whole lines without NUL, or nothing at all.
bool is_sound(const std::string& text) {
  return text.empty() || (text.back() == '\n' && text.find('\0') == std::string::npos);
}

void make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) != 0) throw std::runtime_error("cannot make " + path);
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void measure(const Workload& workload, const PersistenceModel& model, const std::string& scratch) {
  const Clock::time_point start = Clock::now();
  const Effects effects(workload.trace);
  const PowerLossPlan plan = plan_power_loss(effects, {&model});
  const double planned = seconds_since(start);
  const std::string root = scratch + "/mirror";
  const std::string state_root = scratch + "/state";
  make_directory(root);
  Mirror mirror(root, workload.trace);
  SurvivingStates states(effects);
  std::uint64_t unsound = 0;
  for (const PowerLossState& state : plan.states) {
    mirror.roll_to({state.base, std::nullopt});
    make_directory(state_root);
    copy_tree(root, state_root);
    apply_changes(states.changes(state.survival), state_root, {});
    if (!is_sound(read_file(state_root + "/" + workload.file))) ++unsound;
    remove_tree(state_root);
  }
  remove_tree(root);
  const double seconds = seconds_since(start);
  const auto count = static_cast<double>(plan.states.size());
  fmt::print(
      "{{\"workload\": \"{}\", \"model\": \"{}\", \"events\": {}, \"candidates\": {}, "
      "\"states\": {}, \"left_out\": {}, \"unsound\": {}, \"plan_seconds\": {:.3f}, "
      "\"seconds\": {:.3f}, \"states_per_second\": {:.0f}}}\n",
      workload.name, model.name, workload.trace.events.size(), plan.candidates, plan.states.size(),
      plan.left_out, unsound, planned, seconds, count / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: power_loss_states SCRATCH ROUNDS\n");
    return 2;
  }
  try {
    const std::uint64_t rounds = std::strtoul(argv[2], nullptr, 10);
    for (const Workload& workload : {checkpoints(rounds), append_log(rounds)}) {
      for (const PersistenceModel* model : persistence_catalogue()) {
        measure(workload, *model, argv[1]);
      }
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "power_loss_states: {}\n", error.what());
    return 1;
  }
  return 0;
}
