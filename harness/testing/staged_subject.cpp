// Files of the test, settings by the table of the command line, and one directory for both.
#include "harness/testing/staged_subject.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>

#include "faults/catalogue.h"
#include "faults/persistence/catalogue.h"
#include "harness/cli/nearest.h"
#include "harness/cli/options.h"
#include "harness/cli/preflight.h"
#include "harness/model/printable.h"
#include "harness/testing/subject_function.h"
#include "reports/catalogue.h"
#include "reports/wording.h"
#include "scenarios/checks/catalogue.h"
#include "scenarios/failure_modes/catalogue.h"
#include "scenarios/state/catalogue.h"

namespace crashproof::testing {
namespace {

namespace fs = std::filesystem;
using cli::Group;

constexpr const char* keep_variable = "CRASHPROOF_TESTING_KEEP";
constexpr std::array groups_of_tests = {Group::subject, Group::comparison, Group::trials};
// Where the job works and what is left is the test's matter.
constexpr std::array<std::string_view, 2> not_for_tests = {"workspace", "continue"};

std::string kept_below() {
  const char* directory = std::getenv(keep_variable);
  return directory == nullptr ? "" : directory;
}

std::string new_directory(const fs::path& below) {
  std::error_code error;
  fs::create_directories(below, error);
  std::string pattern = (below / "crashproof-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    throw UsageError(fmt::format("{}: cannot make a directory in it", below.string()));
  fs::permissions(pattern, fs::perms(0755));
  return fs::canonical(pattern).string();
}

void write_file(const fs::path& path, const std::string& content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  if (!file) throw UsageError(fmt::format("{}: cannot be written", path.string()));
}

bool lies_within(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.is_relative() && !normal.empty() && normal != "." && *normal.begin() != "..";
}

void copy_directory(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
  if (error) throw UsageError(fmt::format("{}: {}", from.string(), error.message()));
}

bool is_for_tests(const cli::Setting& setting) {
  return std::ranges::find(groups_of_tests, setting.group) != groups_of_tests.end() &&
         std::ranges::find(not_for_tests, setting.name) == not_for_tests.end();
}

const cli::Setting& setting_for_tests(const std::string& name) {
  const cli::Setting* setting = cli::setting_named(name);
  if (setting != nullptr && is_for_tests(*setting)) return *setting;
  if (setting != nullptr) throw UsageError(fmt::format("setting {}: not one for tests", name));
  throw UsageError(
      fmt::format("unknown setting {}{}", name, cli::suggestion(name, cli::setting_names())));
}

void require_main(const std::string& function) {
  if (function.empty() || can_run_as_subject()) return;
  throw UsageError(
      fmt::format("function {}: main() must call crashproof::testing::run_as_subject first, or "
                  "the test link crashproof::gtest_main",
                  function));
}

}  // namespace

const Catalogues& catalogues() {
  static const Catalogues all{state_readers(), checks(), fault_catalogue(), persistence_catalogue(),
                              failure_modes()};
  return all;
}

StagedSubject::StagedSubject(const TestSubject& subject, const Settings& more,
                             const std::string& source) {
  require_main(subject.description().needs_main_for);
  const std::string below = kept_below();
  keeps_ = !below.empty();
  place_ = new_directory(keeps_ ? fs::path(below) : fs::temp_directory_path());
  try {
    stage(subject.description());
    apply(subject.description().settings, "TestSubject");
    apply(more, source);
    cli::check_campaign(options_);
  } catch (...) {
    remove();
    throw;
  }
}

StagedSubject::~StagedSubject() {
  remove();
}

void StagedSubject::remove() {
  std::error_code ignored;
  if (!keeps_) fs::remove_all(place_, ignored);
}

void StagedSubject::end_interrupted() {
  remove();
  std::raise(SIGINT);
}

void StagedSubject::stage(const TestSubject::Description& description) {
  made_workspace_ = description.directory.empty() || !description.files.empty();
  Subject& subject = options_.subject;
  subject.command = description.command;
  std::error_code error;
  subject.workspace = made_workspace_ ? made_workspace(description)
                                      : fs::canonical(description.directory, error).string();
  if (error) throw UsageError(fmt::format("{}: {}", description.directory, error.message()));
  for (const std::string& inherited : cli::current_surroundings().environment) {
    if (!description.variables.contains(inherited.substr(0, inherited.find('='))))
      subject.environment.push_back(inherited);
  }
  for (const auto& [name, value] : description.variables) variables_.push_back(name + "=" + value);
  subject.environment.insert(subject.environment.end(), variables_.begin(), variables_.end());
  options_.run_directory = place_ + "/run";
}

std::string StagedSubject::made_workspace(const TestSubject::Description& description) const {
  const fs::path workspace = fs::path(place_) / "workspace";
  fs::create_directory(workspace);
  if (!description.directory.empty()) copy_directory(description.directory, workspace);
  for (const auto& [path, content] : description.files) {
    if (!lies_within(path))
      throw UsageError(
          fmt::format("{}: a file of the subject needs a relative path in its directory", path));
    write_file(workspace / path, content);
  }
  return workspace.string();
}

// A setting that is given several times is one list, as on the command line.
void StagedSubject::apply(const Settings& settings, const std::string& source) {
  std::map<const cli::Setting*, cli::Given> given;
  for (const auto& [name, value] : settings) {
    const cli::Setting& setting = setting_for_tests(name);
    cli::Given& values = given[&setting];
    values.source = fmt::format("{}, setting {}", source, name);
    values.base = options_.subject.workspace;
    values.values.push_back(value);
  }
  cli::Options options;
  options.campaign = std::move(options_);
  for (const auto& [setting, values] : given) setting->apply(options, values);
  options_ = std::move(options.campaign);
}

void StagedSubject::complete(Report& report) const {
  report.subject = options_.subject;
  report.replay_options = cli::replay_options(options_, "");
  if (!keeps_) report.run_directory.clear();
  if (!keeps_) report.redo_table.clear();
}

std::string StagedSubject::besides() const {
  std::string text;
  for (const std::string& variable : variables_)
    text += fmt::format("The subject has {} in its environment.\n", printable(variable));
  if (made_workspace_ && !keeps_)
    text += fmt::format(
        "The workspace was made for this test and is gone: with {}=DIR it is kept, for such lines "
        "to work.\n",
        keep_variable);
  return text;
}

std::string StagedSubject::told(Report report) const {
  complete(report);
  const std::string text = report_writer_named("text")->write(report);
  return report.findings.empty() ? text : text + besides();
}

std::string StagedSubject::replay_line(Report report, const std::string& schedule) const {
  complete(report);
  return "Again: " + reports::replay_line(report, schedule) + "\n" + besides();
}

}  // namespace crashproof::testing
