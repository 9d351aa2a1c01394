// The outermost frame: help, version, and the one place where exceptions become exit codes.
#include "harness/cli/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <system_error>

#include "harness/cli/command_line.h"
#include "harness/cli/help.h"
#include "harness/cli/nearest.h"
#include "harness/cli/progress.h"
#include "harness/model/printable.h"
#include "harness/record/trace_file.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

void complain(std::string_view text) {
  finish_stderr_progress();
  fmt::print(stderr, "crashproof: {}\n", printable(text));
}

int usage_error(std::string_view text) {
  complain(text);
  return static_cast<int>(ExitCode::usage);
}

bool asks_for_help(const std::string& word) {
  return word == "--help" || word == "-h";
}

const Verb& verb_named(const std::vector<Verb>& verbs, const std::string& name) {
  const auto found = std::find_if(verbs.begin(), verbs.end(),
                                  [&name](const Verb& verb) { return verb.name == name; });
  if (found != verbs.end()) return *found;
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.emplace_back(verb.name);
  const std::string what =
      name.starts_with('-') ? "before the verb, only --help and --version: " : "unknown verb ";
  throw UsageError(what + name + suggestion(name, names) + " (crashproof --help lists them)");
}

int run(const std::vector<Verb>& verbs, const std::vector<std::string>& words) {
  if (words.empty()) throw UsageError("what is to be done? Begin with: crashproof --help");
  if (asks_for_help(words[0])) {
    fmt::print("{}", general_help(verbs));
    return 0;
  }
  if (words[0] == "--version") {
    fmt::print("crashproof {}\n", CRASHPROOF_VERSION);
    return 0;
  }
  const Verb& verb = verb_named(verbs, words[0]);
  const auto end = std::find(words.begin(), words.end(), "--");
  if (std::any_of(words.begin(), end, asks_for_help)) {
    fmt::print("{}", help_of(verb));
    return 0;
  }
  Invocation invocation =
      parse_command_line(verb, {words.begin() + 1, words.end()}, fs::current_path().string());
  invocation.verbs = &verbs;
  return verb.run(invocation);
}

// A directory that cannot be written is for the user to mend, like a wrong option.
bool is_storage_trouble(const std::error_code& code) {
  constexpr std::errc troubles[] = {std::errc::no_space_on_device, std::errc::read_only_file_system,
                                    std::errc::permission_denied,
                                    std::errc::operation_not_permitted, std::errc::file_too_large};
  return code == std::error_code(EDQUOT, std::generic_category()) ||
         std::any_of(std::begin(troubles), std::end(troubles),
                     [&code](std::errc trouble) { return code == trouble; });
}

int internal_error(std::string_view what) {
  complain(fmt::format("internal error: {}", what));
  complain(
      "this is a fault of Crashproof; please report it with the command line and the output "
      "of crashproof --version");
  return static_cast<int>(ExitCode::internal);
}

}  // namespace

int run_program(const std::vector<Verb>& verbs, int argc, char** argv) {
  try {
    return run(verbs, {argv + std::min(argc, 1), argv + argc});
  } catch (const UsageError& error) {
    return usage_error(error.what());
  } catch (const TraceFileError& error) {
    return usage_error(error.what());
  } catch (const std::system_error& error) {
    return is_storage_trouble(error.code()) ? usage_error(error.what())
                                            : internal_error(error.what());
  } catch (const std::exception& error) {
    return internal_error(error.what());
  }
}

}  // namespace crashproof::cli
