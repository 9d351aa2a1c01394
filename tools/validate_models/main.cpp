// Holds the persistence models against real file systems; see --help.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "tools/validate_models/measurement.h"
#include "tools/validate_models/mounted.h"
#include "tools/validate_models/results.h"

namespace crashproof {
namespace {

enum Exit { agreement = 0, disagreement = 1, usage = 2, undecided = 3, interrupted = 130 };

volatile std::sig_atomic_t g_stop = 0;

void ask_to_stop(int /*signal*/) {
  g_stop = 1;
}

void heed_interrupts() {
  struct sigaction action = {};
  action.sa_handler = ask_to_stop;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

std::vector<const FileSystem*> wanted_file_systems(const ValidateOptions& options) {
  std::vector<const FileSystem*> wanted;
  for (const FileSystem& file_system : file_systems()) {
    const auto& names = options.file_systems;
    if (names.empty() || std::find(names.begin(), names.end(), file_system.name) != names.end()) {
      wanted.push_back(&file_system);
    }
  }
  return wanted;
}

// Throws std::runtime_error that says what is missing.
void require_all(const std::vector<const FileSystem*>& wanted) {
  if (geteuid() != 0) throw std::runtime_error("it mounts file systems: run it as root");
  for (const char* device : {"/dev/fuse", "/dev/loop-control"}) {
    if (access(device, R_OK | W_OK) == 0) continue;
    throw std::runtime_error(fmt::format(
        "{} is not to be had: load its kernel module, or pass the device into the container",
        device));
  }
  for (const FileSystem* file_system : wanted) {
    const std::string missing = missing_program(*file_system);
    if (missing.empty()) continue;
    throw std::runtime_error(
        fmt::format("{} is missing: install e2fsprogs, xfsprogs and btrfs-progs", missing));
  }
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    path_ = (std::filesystem::temp_directory_path() / "crashproof-validate-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), path_);
    }
    for (const char* place : {"disk", "mounted", "crashed"}) {
      std::filesystem::create_directory(path_ + "/" + place);
    }
  }
  // What is mounted below it is not looked into: only files of its own and empty directories go.
  ~TemporaryDirectory() {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(path_, ignored)) {
      std::filesystem::remove(entry.path(), ignored);
    }
    std::filesystem::remove(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Measurement measure_one(const FileSystem& file_system, const ValidateOptions& options,
                        const std::string& directory, BlockLog& log) {
  const int fd = memfd_create("crashproof-disk", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(file_system.size_bytes)) != 0) {
    throw std::system_error(errno, std::generic_category(), "memfd");
  }
  const DiskServer server(directory + "/disk", fd, file_system.size_bytes, log);
  const Measurement result =
      measure({directory, fd, file_system.size_bytes, log, server, &g_stop}, file_system, options);
  close(fd);
  return result;
}

int exit_code(const std::vector<Measurement>& measurements) {
  Exit worst = agreement;
  for (const Measurement& measurement : measurements) {
    if (!measurement.disagreements.empty()) return disagreement;
    if (measurement.answers.contains(ModelCheck::Answer::undecided) ||
        !measurement.trouble.empty() || measurement.states == 0) {
      worst = undecided;
    }
  }
  return worst;
}

int validate(const ValidateOptions& options) {
  const std::vector<const FileSystem*> wanted = wanted_file_systems(options);
  require_all(wanted);
  take_private_mounts();
  const TemporaryDirectory temporary;
  BlockLog log;
  std::vector<Measurement> measurements;
  for (const FileSystem* file_system : wanted) {
    measurements.push_back(measure_one(*file_system, options, temporary.path(), log));
  }
  fmt::print("{}", results_text(measurements));
  if (!options.json_path.empty()) {
    std::ofstream(options.json_path) << results_json(measurements, options.seed);
  }
  return exit_code(measurements);
}

int run(const std::vector<std::string>& words) {
  try {
    const ValidateOptions options = parse_validate_options(words);
    if (!options.help) return validate(options);
    fmt::print("{}", validate_help());
    return agreement;
  } catch (const std::invalid_argument& problem) {
    fmt::print(stderr, "validate-models: {}\n", problem.what());
    return usage;
  } catch (const Interrupted&) {
    fmt::print(stderr, "validate-models: interrupted\n");
    return interrupted;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "validate-models: {}\n", problem.what());
    return g_stop != 0 ? interrupted : undecided;
  }
}

}  // namespace
}  // namespace crashproof

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  constexpr std::size_t kWorkloadWords = 7;
  if (words.size() == kWorkloadWords && words.front() == "--workload") {
    return crashproof::run_workload({words.begin() + 1, words.end()});
  }
  crashproof::heed_interrupts();
  return crashproof::run(words);
}
