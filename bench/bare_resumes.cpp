// Times the bare command in the very states that an audit tried: each state is rolled out as a
// plain directory below SCRATCH, and the command runs there without any harness around it.
//
// usage: bare_resumes RUN_DIR SCRATCH AT_MOST COMMAND…
//   AT_MOST 0: every replayed state of the audit, else so many, spread evenly.
// Prints one JSON object: states, seconds (mean wall time of a run), cpu_seconds (mean user and
// system time), failed (runs that did not exit with 0).
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/campaign/run_json.h"
#include "harness/record/trace_file.h"
#include "harness/trial/mirror.h"
#include "harness/trial/tree.h"

namespace {

using namespace crashproof;

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;
  bool succeeded = false;
};

double in_seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::vector<CrashPoint> points_of(const std::string& run_directory, std::size_t at_most) {
  std::ifstream lines(run_directory + "/trials.jsonl");
  std::vector<CrashPoint> points;
  for (std::string line; std::getline(lines, line);) {
    const Evidence evidence = evidence_from_json(line);
    if (evidence.point && evidence.engine == Engine::replay) points.push_back(*evidence.point);
  }
  std::sort(points.begin(), points.end());
  if (at_most == 0 || points.size() <= at_most) return points;
  std::vector<CrashPoint> spread;
  for (std::size_t i = 0; i < at_most; ++i) {
    spread.push_back(points[i * (points.size() - 1) / std::max<std::size_t>(1, at_most - 1)]);
  }
  return spread;
}

void make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) != 0) throw std::runtime_error("cannot make " + path);
}

// As a shell loop would start it, but cheaper: no shell, output thrown away.
Cost run_bare(const std::string& directory, char** command) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = 0;
  if (::posix_spawnp(&pid, command[0], &actions, nullptr, command, environ) != 0) {
    throw std::runtime_error(fmt::format("cannot start {}", command[0]));
  }
  int status = 0;
  rusage usage{};
  ::wait4(pid, &status, 0, &usage);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  ::posix_spawn_file_actions_destroy(&actions);
  return {wall.count(), in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime),
          WIFEXITED(status) && WEXITSTATUS(status) == 0};
}

std::string measure(const std::string& run_directory, const std::string& scratch,
                    std::size_t at_most, char** command) {
  const Trace trace = read_trace(run_directory + "/trace.cpt");
  const std::vector<CrashPoint> points = points_of(run_directory, at_most);
  const std::string root = scratch + "/mirror";
  const std::string state = scratch + "/state";
  make_directory(root);
  copy_tree(run_directory + "/snapshot", root);
  Mirror mirror(root, trace);
  Cost sum;
  std::size_t failed = 0;
  for (const CrashPoint& point : points) {
    mirror.roll_to(point);
    make_directory(state);
    copy_tree(root, state);
    const Cost cost = run_bare(state, command);
    sum.seconds += cost.seconds;
    sum.cpu_seconds += cost.cpu_seconds;
    if (!cost.succeeded) ++failed;
    remove_tree(state);
  }
  remove_tree(root);
  const auto runs = static_cast<double>(std::max<std::size_t>(1, points.size()));
  return nlohmann::json{{"states", points.size()},
                        {"seconds", sum.seconds / runs},
                        {"cpu_seconds", sum.cpu_seconds / runs},
                        {"failed", failed}}
      .dump();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "usage: bare_resumes RUN_DIR SCRATCH AT_MOST COMMAND...\n");
    return 2;
  }
  try {
    fmt::print("{}\n", measure(argv[1], argv[2], std::strtoul(argv[3], nullptr, 10), argv + 4));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bare_resumes: {}\n", error.what());
    return 1;
  }
  return 0;
}
