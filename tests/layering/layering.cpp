// Reads every source of the tree and holds it against the tables below.
#include "tests/layering/layering.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <string_view>

namespace crashproof::layering {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string_view>;

// What the files of one folder may include of ours.
struct Layer {
  std::string_view folder;
  Names allowed;  // folders or files
  bool pure;      // no process, no file: testable without either
  std::string_view instead;
};

// The first row whose folder holds the file counts.
const std::vector<Layer>& layers() {
  static const std::vector<Layer> table = {
      {"harness/model",
       {"harness/model"},
       false,
       "the model knows nothing of the stages: pass the value in, or move the type here"},
      {"harness/plan",
       {"harness/model", "harness/plan"},
       true,
       "a plan sees values only: let campaign pass in what it needs"},
      {"harness/judge",
       {"harness/model", "harness/judge"},
       true,
       "judging sees Evidence only: let campaign read files and pass values in"},
      {"harness/diagnose",
       {"harness/model", "harness/diagnose"},
       true,
       "a diagnosis asks campaign for trials and gets Evidence back"},
      {"harness/record",
       {"harness/model", "harness/record"},
       false,
       "recording knows nothing of trials: campaign joins the stages"},
      {"harness/trial",
       {"harness/model", "harness/record", "harness/trial"},
       false,
       "a trial gets its crash point from campaign and leaves Evidence"},
      {"harness/campaign",
       {"harness/model", "harness/record", "harness/plan", "harness/trial", "harness/judge",
        "harness/diagnose", "harness/campaign"},
       false,
       "campaign takes plug-ins as values of the model; harness/cli hands them over"},
      {"harness/testing",
       {"harness/model", "harness/record", "harness/plan", "harness/trial", "harness/judge",
        "harness/diagnose", "harness/campaign", "harness/testing", "harness/cli/options.h",
        "harness/cli/nearest.h", "harness/cli/preflight.h", "faults/catalogue.h",
        "faults/persistence/catalogue.h", "reports/catalogue.h", "reports/wording.h",
        "scenarios/checks/catalogue.h", "scenarios/failure_modes/catalogue.h",
        "scenarios/state/catalogue.h"},
       false,
       "an adapter uses campaign as harness/cli does, and takes settings and replay lines from it"},
      {"harness/learn",
       {"harness/model", "harness/record", "harness/judge", "harness/campaign", "harness/learn"},
       false,
       "a lesson gets its audits from harness/cli, and words of its own"},
      {"harness/cli",
       {"harness", "faults/catalogue.h", "faults/persistence/catalogue.h", "reports/catalogue.h",
        "reports/comparison.h", "reports/run_schema.h", "scenarios/checks/catalogue.h",
        "scenarios/failure_modes/catalogue.h", "scenarios/failure_modes/page.h",
        "scenarios/state/catalogue.h"},
       false,
       "the command line sees plug-ins through their catalogue only"},
      {"faults",
       {"harness/model", "faults"},
       false,
       "a fault is a description for the model's interfaces; the stages carry it out"},
      {"scenarios/subjects",
       {},
       false,
       "a subject is a program of its own that a reader can take away: write what it needs anew"},
      {"scenarios/exercises",
       {},
       false,
       "an exercise is a program that a student takes away: write what it needs anew"},
      {"scenarios",
       {"harness/model", "scenarios"},
       false,
       "a check or reader works on what the model's interfaces hand it"},
      {"reports",
       {"harness/model", "reports"},
       false,
       "a writer renders a Report; put what it lacks into harness/model/report.h"},
      {"reference_pipeline",
       {"reference_pipeline"},
       false,
       "the pipeline is a black box to the harness: write what it needs anew"},
  };
  return table;
}

// Headers that reach for processes, files or clocks, which pure folders do without.
constexpr std::array impure_headers = {"unistd.h",  "fcntl.h", "spawn.h",  "signal.h",   "csignal",
                                       "dirent.h",  "fstream", "cstdio",   "filesystem", "thread",
                                       "sqlite3.h", "fiu.h",   "pthread.h"};
constexpr std::array impure_prefixes = {"sys/", "linux/", "boost/"};

// Tables and golden texts that are long because there is much to list.
constexpr std::array long_tables = {"harness/record/syscalls.cpp"};
constexpr std::size_t long_lines = 400;  // said as a warning
constexpr std::size_t too_long_lines = 600;

constexpr std::array source_folders = {
    "harness", "faults", "scenarios", "reports", "reference_pipeline", "tests", "bench"};
constexpr std::array script_folders = {"tools", ".ci", "cmake"};
constexpr std::array vague_stems = {"utils", "util", "common", "manager", "helpers", "misc"};

bool within(std::string_view path, std::string_view folder) {
  return path.substr(0, folder.size()) == folder &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

struct SourceFile {
  std::string path;  // relative to the root
  std::vector<std::string> lines;
};

struct Include {
  std::string path;
  bool quoted;
};

std::optional<Include> include_of(const std::string& line) {
  static const std::regex pattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">].*)re");
  std::smatch match;
  if (!std::regex_match(line, match, pattern)) return std::nullopt;
  return Include{match[2], match[1] == "\""};
}

std::string joined(const Names& names) {
  std::string all;
  for (const auto name : names) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

class Inspector {
 public:
  Inspector(const SourceFile& file, std::vector<Breach>& found) : file_(file), found_(found) {
    const auto row = std::find_if(layers().begin(), layers().end(), [&](const Layer& layer) {
      return within(file.path, layer.folder);
    });
    if (row != layers().end()) layer_ = &*row;
  }

  void inspect_source() {
    for (number_ = 1; number_ <= file_.lines.size(); ++number_) {
      const std::string& line = file_.lines[number_ - 1];
      if (const auto include = include_of(line)) inspect_include(*include);
      inspect_line(line);
    }
    number_ = 1;
    inspect_opening("//");
    inspect_header();
    inspect_length();
    inspect_name();
  }

  void inspect_script() {
    number_ = 1;
    inspect_opening("#");
  }

 private:
  void breach(std::string what, bool warning = false) {
    found_.push_back({file_.path + ":" + std::to_string(number_), std::move(what), warning});
  }

  void inspect_include(const Include& include) {
    if (include.quoted) {
      if (include.path.find('/') == std::string::npos)
        breach("includes \"" + include.path + "\": write the path from the root of the repository");
      if (layer_ != nullptr) inspect_own_include(include.path);
    } else if (layer_ != nullptr && layer_->pure) {
      inspect_foreign_include(include.path);
    }
  }

  void inspect_own_include(const std::string& path) {
    const bool allowed = std::any_of(layer_->allowed.begin(), layer_->allowed.end(),
                                     [&](std::string_view folder) { return within(path, folder); });
    if (!allowed)
      breach(std::string(layer_->folder) + " may not include " + path + ". It may include " +
             joined(layer_->allowed) + "; " + std::string(layer_->instead));
  }

  void inspect_foreign_include(const std::string& path) {
    const bool impure =
        std::find(impure_headers.begin(), impure_headers.end(), path) != impure_headers.end() ||
        std::any_of(impure_prefixes.begin(), impure_prefixes.end(),
                    [&](const char* prefix) { return path.starts_with(prefix); });
    if (impure)
      breach(std::string(layer_->folder) + " is pure and may not include <" + path + ">; " +
             std::string(layer_->instead));
  }

  void inspect_line(const std::string& line) {
    // Spelt in two parts, so that this file does not break its own rule.
    static const std::regex reminder(
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X)\\b");
    if (std::regex_search(line, reminder))
      breach("leaves a reminder in the code: do it now, or say in CHANGELOG.md that it is missing");
    static const std::regex process(R"(\b(fork|vfork|system|popen|posix_spawn)\s*\()");
    if (layer_ != nullptr && layer_->pure && std::regex_search(line, process) &&
        line.find("//") == std::string::npos)
      breach(std::string(layer_->folder) + " is pure and may not start processes; " +
             std::string(layer_->instead));
  }

  void inspect_opening(std::string_view mark) {
    const std::size_t skip = !file_.lines.empty() && file_.lines[0].starts_with("#!") ? 1 : 0;
    if (file_.lines.size() <= skip || !file_.lines[skip].starts_with(mark))
      breach("opens without a comment: say in a line or two what the file is for");
  }

  void inspect_header() {
    if (!file_.path.ends_with(".h")) return;
    if (std::find(file_.lines.begin(), file_.lines.end(), "#pragma once") == file_.lines.end())
      breach("has no \"#pragma once\"");
  }

  void inspect_length() {
    const std::size_t lines = file_.lines.size();
    if (lines <= long_lines) return;
    if (std::find(long_tables.begin(), long_tables.end(), file_.path) != long_tables.end()) return;
    breach("has " + std::to_string(lines) + " lines; from " + std::to_string(long_lines) +
               " on it holds more than one idea: split it, or list a table in long_tables",
           lines <= too_long_lines);
  }

  void inspect_name() {
    const std::string stem = fs::path(file_.path).stem().string();
    if (std::find(vague_stems.begin(), vague_stems.end(), stem) != vague_stems.end())
      breach("has a name that says nothing: name it after the one thing that it holds");
  }

  const SourceFile& file_;
  std::vector<Breach>& found_;
  const Layer* layer_ = nullptr;
  std::size_t number_ = 1;
};

SourceFile read_source(const fs::path& root, const fs::path& path) {
  SourceFile file{fs::relative(path, root).string(), {}};
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
  return file;
}

template <typename Folders>
std::set<fs::path> files_below(const fs::path& root, const Folders& folders) {
  std::set<fs::path> files;
  for (const auto& folder : folders) {
    if (!fs::is_directory(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file()) files.insert(entry.path());
  }
  return files;
}

bool is_cpp(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp";
}

bool is_script(const fs::path& path) {
  return path.filename() == "CMakeLists.txt" || path.extension() == ".cmake" ||
         path.extension().empty();
}

}  // namespace

std::vector<Breach> breaches(const fs::path& root) {
  std::vector<Breach> found;
  for (const fs::path& path : files_below(root, source_folders)) {
    const SourceFile file = read_source(root, path);
    if (is_cpp(path)) Inspector(file, found).inspect_source();
    if (path.filename() == "CMakeLists.txt") Inspector(file, found).inspect_script();
  }
  for (const fs::path& path : files_below(root, script_folders))
    if (is_script(path)) Inspector(read_source(root, path), found).inspect_script();
  return found;
}

}  // namespace crashproof::layering
