// Composes the catalogues that campaigns work with, and chooses how stdout is written.
#include "harness/cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "faults/catalogue.h"
#include "faults/persistence/catalogue.h"
#include "harness/cli/annotations.h"
#include "harness/cli/progress.h"
#include "harness/model/printable.h"
#include "reports/catalogue.h"
#include "scenarios/checks/catalogue.h"
#include "scenarios/failure_modes/catalogue.h"
#include "scenarios/state/catalogue.h"

namespace crashproof::cli {
namespace {

bool colours_welcome(const Options& options) {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return options.colour && (refused == nullptr || *refused == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb") &&
         isatty(STDOUT_FILENO) != 0;
}

std::string format_of(const Options& options) {
  if (options.format.empty()) return colours_welcome(options) ? "terminal" : "text";
  return options.format == "terminal" && !options.colour ? "text" : options.format;
}

}  // namespace

Session::Session(const Invocation& invocation)
    : surroundings_(current_surroundings()),
      catalogues_{state_readers(), checks(), fault_catalogue(), persistence_catalogue(),
                  failure_modes()} {
  std::vector<std::string> warnings;
  options_ = options_for(invocation, surroundings_, warnings);
  for (const std::string& warning : warnings)
    fmt::print(stderr, "crashproof: {}\n", printable(warning));
}

ProgressListener Session::listener() const {
  const char* refused = std::getenv("NO_COLOR");
  const bool colour = options_.colour && (refused == nullptr || *refused == '\0');
  return stderr_progress({options_.quiet, options_.plain_progress, colour});
}

int Session::present(Report report) const {
  finish_stderr_progress();
  CampaignOptions replayed = options_.campaign;
  // A step that works from the run directory learns its subject there.
  if (!report.subject.command.empty()) replayed.subject = report.subject;
  report.replay_options = replay_options(replayed, surroundings_.directory);
  print_out(report_writer_named(format_of(options_))->write(report));
  if (options_.annotate) annotate(report);
  return static_cast<int>(exit_code(report));
}

void print_out(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "standard output");
}

}  // namespace crashproof::cli
