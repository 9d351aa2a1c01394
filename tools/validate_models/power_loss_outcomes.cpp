// Lists what the persistence models leave of one command, in words of the user: the command is
// recorded once, each state that a model lists is put into a directory, and a probe that runs there
// says what it is. For checking models by hand; see docs/TRACK_RECORD.md.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <system_error>
#include <tuple>

#include "faults/persistence/catalogue.h"
#include "harness/record/supervisor.h"
#include "tools/validate_models/permitted_states.h"

namespace crashproof {
namespace {

constexpr std::string_view kUsage =
    "Usage: tools/power-loss-outcomes [--model NAME]… [--examples] --probe 'SHELL COMMAND' -- "
    "COMMAND…\n"
    "Records COMMAND in a copy of the current directory. For each state that each model lists "
    "after\n"
    "a power cut, runs the probe in a directory with that state; its first line of output, or its\n"
    "exit code if there is none, is the outcome. Prints how many distinct states had each "
    "outcome,\n"
    "and after how many writes to stdout that can still be found at the latest; with --examples "
    "also\n"
    "one survival that leads to it.\n";

struct Request {
  std::vector<std::string> models;  // empty: all
  std::string probe;
  bool examples = false;
  std::vector<std::string> command;
};

Request parse(const std::vector<std::string>& words) {
  Request request;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") {
      request.command.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (words[i] == "--examples") {
      request.examples = true;
      continue;
    }
    const bool known = words[i] == "--model" || words[i] == "--probe";
    if (!known || i + 1 == words.size()) throw std::invalid_argument(std::string(kUsage));
    if (words[i] == "--probe") {
      request.probe = words[i + 1];
    } else if (persistence_model_named(words[i + 1]) != nullptr) {
      request.models.push_back(words[i + 1]);
    } else {
      throw std::invalid_argument("no model '" + words[i + 1] + "'\n");
    }
    ++i;
  }
  if (request.probe.empty() || request.command.empty()) {
    throw std::invalid_argument(std::string(kUsage));
  }
  return request;
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    path_ = (std::filesystem::temp_directory_path() / "crashproof-outcomes-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), path_);
    }
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Trace record(const std::string& directory, const std::vector<std::string>& command) {
  Supervision supervision;
  supervision.launch.argv = command;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    supervision.launch.environment.emplace_back(*variable);
  }
  supervision.launch.directory = directory;
  supervision.launch.stderr_fd = STDERR_FILENO;
  supervision.workspace = directory;
  const int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  supervision.launch.stdout_fd = null_fd;
  Trace trace = supervise(supervision).trace;
  close(null_fd);
  if (!trace.exit.succeeded()) throw std::runtime_error("the command failed");
  return trace;
}

void put(const PermittedState& state, const std::string& directory) {
  std::filesystem::remove_all(directory);
  std::filesystem::create_directory(directory);
  for (const auto& [path, name] : *state.names) {
    const std::string place = directory + "/" + path;
    if (name.directory) {
      std::filesystem::create_directories(place);
      continue;
    }
    const std::string& content = *state.contents.at(path);
    std::ofstream(place, std::ios::binary) << content;
  }
}

std::string probed(const std::string& directory, const std::string& probe) {
  const std::string command = "cd '" + directory + "' && { " + probe + "\n} 2>/dev/null";
  FILE* output = popen(command.c_str(), "re");
  if (output == nullptr) throw std::runtime_error("popen failed");
  std::array<char, 4096> piece{};
  std::string said;
  while (std::fgets(piece.data(), static_cast<int>(piece.size()), output) != nullptr) {
    said += piece.data();
  }
  const int status = pclose(output);
  said = said.substr(0, said.find('\n'));
  return said.empty() ? fmt::format("exit {}", WEXITSTATUS(status)) : said;
}

struct Outcome {
  std::uint64_t states = 0;
  std::uint64_t latest = 0;                 // moment
  const PermittedState* example = nullptr;  // a state with it
};

std::uint64_t outputs_before(const Trace& trace, std::uint64_t moment) {
  return static_cast<std::uint64_t>(std::ranges::count_if(trace.events, [&](const Event& event) {
    return event.kind == EventKind::output && event.path == "stdout" && event.index < moment;
  }));
}

void list_outcomes(const PersistenceModel& model, const Trace& trace, const ObservedTree& initial,
                   const std::string& directory, const std::string& probe, bool examples) {
  const PermittedStates permitted(model, trace, initial, {});
  std::map<std::map<std::string, const std::string*>,
           std::pair<const PermittedState*, std::uint64_t>>
      distinct;
  for (const PermittedState& state : permitted.states()) {
    std::map<std::string, const std::string*> content;
    for (const auto& [path, name] : *state.names) {
      content[path] = name.directory ? nullptr : state.contents.at(path);
    }
    auto& [first, latest] = distinct[content];
    first = &state;
    latest = std::max(latest, state.until);
  }
  std::map<std::string, Outcome> outcomes;
  for (const auto& [content, found] : distinct) {
    put(*found.first, directory);
    Outcome& outcome = outcomes[probed(directory, probe)];
    ++outcome.states;
    if (outcome.example == nullptr || found.second > outcome.latest) outcome.example = found.first;
    outcome.latest = std::max(outcome.latest, found.second);
  }
  fmt::print("{}: {} states{}\n", model.name, distinct.size(),
             permitted.left_out() == 0 ? "" : fmt::format(", {} left out", permitted.left_out()));
  for (const auto& [text, outcome] : outcomes) {
    fmt::print("  {:>6}  {:<48} until {} of {} outputs\n", outcome.states, text,
               outputs_before(trace, outcome.latest), outputs_before(trace, trace.events.size()));
    if (examples) {
      fmt::print("          e.g. {}\n", to_string(outcome.example->survival, trace));
    }
  }
  std::fflush(stdout);
}

int run(const std::vector<std::string>& words) {
  const Request request = parse(words);
  const TemporaryDirectory temporary;
  const std::string workspace = temporary.path() + "/workspace";
  std::filesystem::copy(
      ".", workspace,
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
  const ObservedTree initial = observe_tree(workspace);
  const Trace trace = record(workspace, request.command);
  for (const PersistenceModel* model : persistence_catalogue()) {
    const bool wanted = request.models.empty() ||
                        std::ranges::find(request.models, model->name) != request.models.end();
    if (wanted)
      list_outcomes(*model, trace, initial, temporary.path() + "/state", request.probe,
                    request.examples);
  }
  return 0;
}

}  // namespace
}  // namespace crashproof

int main(int argc, char** argv) {
  try {
    return crashproof::run({argv + 1, argv + argc});
  } catch (const std::invalid_argument& problem) {
    fmt::print(stderr, "{}", problem.what());
    return 2;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "power-loss-outcomes: {}\n", problem.what());
    return 3;
  }
}
