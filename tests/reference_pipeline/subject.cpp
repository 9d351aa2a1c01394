// Spawning the program and reading its state.
#include "tests/reference_pipeline/subject.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <span>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace reference_pipeline_test {
namespace {

namespace fs = std::filesystem;

// Memory rather than disk where there is a choice: a disk's fsync is most of a small run's time.
fs::path new_root() {
  const fs::path parent = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : fs::temp_directory_path();
  std::string pattern = (parent / "reference-pipeline-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  return pattern;
}

// The database as a crash would leave it, with its journal, copied before it is opened.
class DatabaseCopy {
 public:
  explicit DatabaseCopy(const fs::path& work) : directory_(new_root()) {
    for (const char* suffix : {"", "-wal", "-journal"}) {
      const fs::path file = work / (std::string("pipeline.db") + suffix);
      if (fs::exists(file)) fs::copy_file(file, directory_ / file.filename());
    }
    sqlite3_open((directory_ / "pipeline.db").c_str(), &handle_);
  }
  ~DatabaseCopy() {
    sqlite3_close(handle_);
    fs::remove_all(directory_);
  }
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;

  std::vector<std::string> rows(const std::string& sql) const {
    std::vector<std::string> rows;
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string row;
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        row.append(column == 0 ? "" : "|").append(text == nullptr ? "NULL" : text);
      }
      rows.push_back(row);
    }
    sqlite3_finalize(statement);
    return rows;
  }

 private:
  fs::path directory_;
  sqlite3* handle_ = nullptr;
};

void add_files(State& state, const fs::path& work, const std::string& folder) {
  if (!fs::exists(work / folder)) return;
  for (const auto& entry : fs::directory_iterator(work / folder)) {
    state[folder + "/" + entry.path().filename().string()] = read_file(entry.path());
  }
}

}  // namespace

std::string read_file(const fs::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void write_file(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string text_of(std::size_t size_bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size_bytes) text += fmt::format("{} of {}\n", random() % 10'000, seed);
  text.resize(size_bytes);
  return text;
}

Workspace::Workspace() : Workspace(8) {}

Workspace::Workspace(std::size_t item_count) : root_(new_root()) {
  constexpr std::size_t kSizesBytes[] = {90'000, 10, 4'000, 200'000, 1, 0, 70'000, 300};
  unsigned seed = 0;
  for (const std::size_t size_bytes : std::span(kSizesBytes).first(item_count)) {
    ++seed;
    add_item(fmt::format("{}item-{}.txt", seed % 3 == 0 ? "deeper/" : "", seed),
             text_of(size_bytes, seed));
  }
}

Workspace::~Workspace() {
  fs::remove_all(root_);
}

void Workspace::add_item(const std::string& name, const std::string& content) const {
  write_file(source() / name, content);
}

void Workspace::start_over() const {
  fs::remove_all(work());
}

pid_t Workspace::spawn(const Arguments& arguments, const std::string& failpoint,
                       const std::string& faults) const {
  std::vector<std::string> words = {REFERENCE_PIPELINE};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argument_pointers;
  argument_pointers.reserve(words.size() + 1);
  for (std::string& word : words) argument_pointers.push_back(word.data());
  argument_pointers.push_back(nullptr);

  std::vector<std::string> added = {"CRASHPROOF_POINTS_FILE=" + points_file().string(),
                                    "CRASHPROOF_FAILPOINT=" + failpoint};
  if (!faults.empty()) {
    added.insert(added.end(), {"LD_PRELOAD=" FAULTY_CALLS_LIBRARY, "FAULTY_CALLS=" + faults,
                               "ASAN_OPTIONS=verify_asan_link_order=0"});
  }
  std::vector<char*> environment_pointers;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    environment_pointers.push_back(*variable);
  }
  for (std::string& variable : added) environment_pointers.push_back(variable.data());
  environment_pointers.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, (root_ / "output").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0666);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t process = -1;
  const int error = ::posix_spawn(&process, REFERENCE_PIPELINE, &actions, nullptr,
                                  argument_pointers.data(), environment_pointers.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " REFERENCE_PIPELINE);
  return process;
}

Outcome Workspace::finish(pid_t process) const {
  int status = 0;
  ::waitpid(process, &status, 0);
  Outcome outcome;
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  outcome.output = read_file(root_ / "output");
  return outcome;
}

pid_t Workspace::start(const Arguments& arguments, const std::string& failpoint) const {
  Arguments all = {"--source", source(), "--work", work()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return spawn(all, failpoint);
}

Outcome Workspace::run_with_faults(const std::string& faults, const Arguments& arguments) const {
  Arguments all = {"--source", source(), "--work", work()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return finish(spawn(all, {}, faults));
}

Outcome Workspace::run(const Arguments& arguments, const std::string& failpoint) const {
  return finish(start(arguments, failpoint));
}

Outcome Workspace::run_bare(const Arguments& arguments) const {
  return finish(spawn(arguments, {}));
}

State Workspace::state() const {
  State state;
  add_files(state, work(), "artifacts");
  add_files(state, work(), "checkpoints");
  const DatabaseCopy database(work());
  for (const std::string table : {"items", "features", "loaded", "attempts"}) {
    std::map<std::string, int> copies;
    for (const std::string& row : database.rows("SELECT * FROM " + table)) ++copies[row];
    for (const auto& [row, count] : copies) {
      state[fmt::format("{}: {}", table, row)] = std::to_string(count);
    }
  }
  return state;
}

long Workspace::count(const std::string& sql) const {
  const auto rows = DatabaseCopy(work()).rows(sql);
  return rows.empty() ? 0 : std::stol(rows.front());
}

std::map<std::string, int> Workspace::hits() const {
  std::map<std::string, int> hits;
  std::istringstream lines(read_file(points_file()));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string verb;
    std::string name;
    int count = 0;
    if (words >> verb >> name >> count && verb == "hits") hits[name] += count;
  }
  return hits;
}

const State& crash_free_state() {
  static const State state = [] {
    const Workspace workspace;
    const Outcome outcome = workspace.run();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    return workspace.state();
  }();
  return state;
}

}  // namespace reference_pipeline_test
