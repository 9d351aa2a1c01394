// Looks at the system and at the options, and decides where and how runs happen.
#include "harness/campaign/surroundings.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>
#include <thread>

#include "harness/trial/tree.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

bool is_within(const std::string& path, const std::string& directory) {
  return path == directory || directory == "/" || path.starts_with(directory + "/");
}

std::string canonical(const std::string& path) {
  std::error_code error;
  const fs::path result = fs::canonical(path, error);
  return error ? "" : result.string();
}

std::string variable(const Subject& subject, const std::string& name) {
  for (const std::string& entry : subject.environment) {
    if (entry.starts_with(name + "=")) return entry.substr(name.size() + 1);
  }
  return "";
}

// Without overlays a private place hides what is there, which must not be the job itself.
bool hides_the_job(const std::string& place, const Subject& subject) {
  if (is_within(subject.workspace, place)) return true;
  const auto inside = [&](const std::string& word) {
    return word.find(place + "/") != std::string::npos;
  };
  return std::any_of(subject.command.begin(), subject.command.end(), inside) ||
         std::any_of(subject.resume.begin(), subject.resume.end(), inside);
}

std::vector<std::string> private_places(const Subject& subject, const Isolation& isolation) {
  std::vector<std::string> places;
  std::vector<std::string> candidates{"/tmp", "/var/tmp", "/dev/shm"};
  if (isolation.overlay) candidates.push_back(variable(subject, "HOME"));
  for (const std::string& candidate : candidates) {
    const std::string place = canonical(candidate);
    if (place.empty() || place == "/" || is_within(place, subject.workspace)) continue;
    if (!isolation.overlay && hides_the_job(place, subject)) continue;
    const bool nested = std::any_of(places.begin(), places.end(), [&](const std::string& other) {
      return is_within(place, other) || is_within(other, place);
    });
    if (!nested) places.push_back(place);
  }
  return places;
}

std::uint64_t available_memory_bytes() {
  std::ifstream lines("/proc/meminfo");
  for (std::string name; lines >> name;) {
    std::uint64_t value_kib = 0;
    if (name == "MemAvailable:" && lines >> value_kib) return value_kib * 1024;
    lines.ignore(1 << 10, '\n');
  }
  return 0;
}

std::uint64_t bytes_below(const std::string& root) {
  std::uint64_t bytes = 0;
  for (const std::string& path : list_tree(root)) {
    struct stat status {};
    if (::lstat((root + "/" + path).c_str(), &status) == 0) {
      bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
    }
  }
  return bytes;
}

// Of names in the scratch directory: of this run directory alone, and the same in every campaign.
std::string scratch_prefix(const SandboxPlan& plan) {
  return fmt::format("crashproof-{:016x}-", std::hash<std::string>()(plan.snapshot));
}

// A campaign that was killed left its sandboxes. The lock on the run directory says that it is
// gone.
void remove_leftovers(const SandboxPlan& plan) {
  std::vector<fs::path> leftovers;
  for (const auto& entry : fs::directory_iterator(plan.scratch)) {
    if (entry.path().filename().string().starts_with(scratch_prefix(plan)))
      leftovers.push_back(entry.path());
  }
  for (const fs::path& path : leftovers) remove_tree(path.string());
}

}  // namespace

Surroundings survey(const CampaignOptions& options, const RunStore& store) {
  Surroundings found;
  found.isolation =
      probe_isolation(options.isolation == IsolationChoice::in_place, store.path("sandbox"));
  found.workers =
      options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  if (!found.isolation.namespaces || options.subject.needs_live_engine()) found.workers = 1;
  found.sandbox.isolation = found.isolation;
  found.sandbox.workspace = options.subject.workspace;
  found.sandbox.snapshot = store.path("snapshot");
  found.sandbox.scratch = store.path("sandbox");
  found.sandbox.private_places = private_places(options.subject, found.isolation);
  if (!options.scratch.empty()) {
    found.sandbox.scratch = canonical(options.scratch);
    found.sandbox.on_disk = true;
    if (found.sandbox.scratch.empty() || ::access(options.scratch.c_str(), W_OK) != 0) {
      throw UsageError(
          fmt::format("cannot write to the scratch directory {}: choose another with --scratch",
                      options.scratch));
    }
    remove_leftovers(found.sandbox);
  } else if (found.isolation.namespaces) {
    const std::uint64_t needed = bytes_below(store.path("snapshot")) * 3 * (found.workers + 1);
    found.sandbox.on_disk = needed > available_memory_bytes() / 2;
    if (found.sandbox.on_disk) {
      found.notes.emplace_back(
          "the workspace is too large for memory: sandboxes lie in the run "
          "directory, which is slower");
    }
  }
  if (found.isolation.overlay && !found.isolation.overlay_moves) {
    found.notes.emplace_back(
        "without privilege overlays cannot rename directories of the crash state nor keep hard "
        "links; where the recorded run did that, copies are used. If only a resume does, use "
        "--isolation in-place");
  }
  if (!found.isolation.namespaces) {
    found.notes.push_back(fmt::format("no private mounts here: the subject works in {}/workspace",
                                      found.sandbox.scratch));
  }
  return found;
}

SandboxPlan for_worker(const Surroundings& surroundings, unsigned worker) {
  SandboxPlan plan = surroundings.sandbox;
  if (plan.on_disk) {
    plan.scratch += "/" + scratch_prefix(plan) + std::to_string(worker);
    ::mkdir(plan.scratch.c_str(), 0700);
  }
  return plan;
}

std::vector<std::string> take_snapshot(const CampaignOptions& options, const RunStore& store) {
  const Subject& subject = options.subject;
  const std::string target = store.path("snapshot");
  remove_tree(target);
  std::vector<std::string> notes;
  try {
    make_directory(target);
    const Exclude exclude = [&](const std::string& path) {
      return subject.workspace + "/" + path == options.run_directory;
    };
    for (const SkippedFile& file : copy_tree(subject.workspace, target, exclude)) {
      notes.push_back(fmt::format("{} was left out of the sandbox: {}", file.path, file.why));
    }
  } catch (const std::system_error& error) {
    throw UsageError(
        fmt::format("cannot copy the workspace: {} (run as the owner of its files, or move what "
                    "cannot be read out of it)",
                    error.what()));
  }
  return notes;
}

TrialSettings trial_settings(const CampaignOptions& options, double baseline_seconds,
                             int accepted_code) {
  constexpr double least_seconds = 5;
  constexpr double times_baseline = 10;
  TrialSettings settings;
  settings.restarts = std::max(1U, options.restarts);
  settings.accepted_code = accepted_code;
  settings.limit_seconds = options.limit_seconds > 0
                               ? options.limit_seconds
                               : std::max(least_seconds, times_baseline * baseline_seconds);
  return settings;
}

}  // namespace crashproof
