// The reference pipeline as a process in a throw-away workspace, and what it leaves behind.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace reference_pipeline_test {

using Arguments = std::vector<std::string>;

struct Outcome {
  int exit_code = -1;  // -1: ended by a signal
  int signal = 0;      // that signal, or 0
  std::string output;  // stdout and stderr
};

// Everything that a run is responsible for, by meaning: "artifacts/NAME" and "checkpoints/NAME" to
// content, "TABLE: row" to how often the row is there.
using State = std::map<std::string, std::string>;

// A source with eight items of different sizes and an empty work directory, removed at the end.
class Workspace {
 public:
  Workspace();
  // The same with so many of them.
  explicit Workspace(std::size_t item_count);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  std::filesystem::path source() const { return root_ / "source"; }
  std::filesystem::path work() const { return root_ / "work"; }
  std::filesystem::path points_file() const { return root_ / "points"; }

  void add_item(const std::string& name, const std::string& content) const;
  // Removes the work directory.
  void start_over() const;

  // Runs with --source and --work and these arguments. failpoint: NAME@HIT:ACTION or "".
  Outcome run(const Arguments& arguments = {}, const std::string& failpoint = {}) const;
  // The same with calls that fail; faults: as faulty_calls.cpp says.
  Outcome run_with_faults(const std::string& faults, const Arguments& arguments = {}) const;
  // The same as run(), without waiting; finish() waits.
  pid_t start(const Arguments& arguments, const std::string& failpoint = {}) const;
  Outcome finish(pid_t process) const;
  // Runs with exactly these arguments.
  Outcome run_bare(const Arguments& arguments) const;

  // Reads a copy, so that looking changes nothing.
  State state() const;
  // One number from the database.
  long count(const std::string& sql) const;
  // How often each point was passed in the runs since the points file was removed.
  std::map<std::string, int> hits() const;

 private:
  pid_t spawn(const Arguments& arguments, const std::string& failpoint,
              const std::string& faults = {}) const;

  std::filesystem::path root_;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& content);

// Compressible text of that many bytes that differs with the seed.
std::string text_of(std::size_t size_bytes, unsigned seed);

// The state that a crash-free run of an untouched workspace leaves.
const State& crash_free_state();

}  // namespace reference_pipeline_test
