// crashproof init: the first files of a project. Nothing that is there is lost.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>

#include "harness/campaign/first_look.h"
#include "harness/campaign/interruption.h"
#include "harness/cli/ci_snippets.h"
#include "harness/cli/first_config.h"
#include "harness/cli/preflight.h"
#include "harness/cli/progress.h"
#include "harness/cli/repository_root.h"
#include "harness/cli/session.h"
#include "harness/cli/user_file.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

void say(const std::string& text) {
  fmt::print(stderr, "crashproof: {}\n", printable(text));
}

void check_is_new(const fs::path& path, const FirstFiles& files) {
  std::error_code absent;
  if (!fs::exists(fs::symlink_status(path, absent)) || files.force || files.print) return;
  throw UsageError(fmt::format(
      "{} is there already: look at what would be written with --print, or write it with --force, "
      "which keeps that as {}.bak",
      path.string(), path.filename().string()));
}

// What was there before stays beside it.
void write(const fs::path& path, const std::string& text) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  if (fs::exists(path))
    fs::copy_file(path, path.string() + ".bak", fs::copy_options::overwrite_existing);
  replace_user_file(path.string(), text);
}

class FirstFilesOf {
 public:
  explicit FirstFilesOf(const Session& session)
      : session_(session),
        files_(session.options().first_files),
        subject_(session.campaign().subject),
        root_(repository_root(subject_.workspace)) {}

  ExitCode write_config() {
    const fs::path path = fs::path(subject_.workspace) / "crashproof.toml";
    check_is_new(path, files_);
    check_command(subject_);
    std::optional<FirstLook> look;
    if (files_.run) {
      check_run_directory(session_.campaign());
      look = first_look(session_.campaign(), session_.catalogues(), session_.listener());
      finish_stderr_progress();
    }
    const std::string resume = subject_.resume.empty() ? "" : subject_.resume.back();
    put(path, first_config(subject_.command, resume, look));
    if (look && look->problem) {
      say(fmt::format("no baseline: {}; {}", look->problem->what, look->problem->what_to_do));
      return ExitCode::no_baseline;
    }
    if (!files_.print) say("next: crashproof audit");
    return ExitCode::no_finding;
  }

  void write_snippet() {
    const fs::path below = fs::path(subject_.workspace).lexically_relative(root_);
    const CiSnippet snippet = ci_snippet(files_.ci, below == "." ? "" : below.string());
    check_is_new(root_ / snippet.path, files_);
    put(root_ / snippet.path, snippet.text);
    if (!files_.print)
      say(fmt::format("it installs {} and runs crashproof ci; try that here first",
                      (root_ / "crashproof.deb").string()));
  }

 private:
  void put(const fs::path& path, const std::string& text) const {
    if (files_.print) {
      print_out(text);
      return;
    }
    write(path, text);
    say("wrote " + path.string());
  }

  const Session& session_;
  const FirstFiles& files_;
  const Subject& subject_;
  fs::path root_;
};

}  // namespace

int run_init(const Invocation& invocation) {
  const Session session(invocation);
  check_workspace(session.campaign().subject);
  FirstFilesOf files(session);
  const bool wants_ci = !session.options().first_files.ci.empty();
  ExitCode exit = ExitCode::no_finding;
  // With a command both are asked for; a CI file alone needs none.
  try {
    if (!wants_ci || !invocation.command.empty()) exit = files.write_config();
    if (wants_ci) files.write_snippet();
  } catch (const Interrupted&) {
    say("interrupted: nothing was written");
    exit = ExitCode::interrupted;
  }
  return static_cast<int>(exit);
}

}  // namespace crashproof::cli
