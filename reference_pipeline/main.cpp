// The command line of the reference pipeline.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "reference_pipeline/failpoints.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/interrupt.h"
#include "reference_pipeline/output.h"
#include "reference_pipeline/pipeline.h"
#include "reference_pipeline/refusal.h"

namespace {

using pipeline::ExitCode;
using pipeline::Refusal;

struct Options {
  pipeline::Settings settings;
  int grace_seconds = 10;
  std::string flaw;
  std::string durable = "yes";
  bool verify = false;
};

constexpr const char* kFooter = R"(
Run it again after any death: it goes on where it was. After success a rerun changes nothing.

Exit codes: 0 done, 1 something failed and a rerun takes it up, 2 usage, unreadable source or
unwritable work directory, 3 checkpoint or database of another version or damaged, 4 another
instance is running, 5 all done but items that were set aside because earlier runs died over them (a
rerun tries each once more), 128+n stopped by signal n.

Examples:
  reference_pipeline --source /usr/share/doc --work /tmp/work --workers 4
  reference_pipeline --work /tmp/work --verify
  reference_pipeline --flaw list
  reference_pipeline --source src --work w --flaw order-inverted
  CRASHPROOF_FAILPOINT=load/between-commit-and-checkpoint@1:kill \
    reference_pipeline --source src --work w
)";

void describe(CLI::App& app, Options& options) {
  auto& settings = options.settings;
  app.footer(kFooter);
  app.add_option("--source", settings.source, "Directory whose regular files are the items")
      ->type_name("DIR");
  app.add_option("--work", settings.work, "Directory for artifacts, database and checkpoints")
      ->type_name("DIR");
  app.add_option("--workers", settings.worker_count, "Threads")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--checkpoint-every", settings.checkpoint_every,
                 "Items to a commit: the most that a kill makes the next run do again")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--temp-dir", settings.temp_directory,
                 "Where artifacts are written before they get their name: a directory of this run "
                 "alone, on the same mount (default: beside the artifacts)")
      ->type_name("DIR");
  app.add_option("--grace-seconds", options.grace_seconds,
                 "Longest time from SIGTERM, SIGINT or SIGHUP to the end")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--durable", options.durable,
                 "yes: survives a power loss; no: only kills, but faster")
      ->check(CLI::IsMember({"yes", "no"}))
      ->capture_default_str();
  app.add_option("--flaw", options.flaw, "Seed one flaw by name; 'list' explains them")
      ->type_name("NAME");
  app.add_flag("--verify", options.verify, "Only check the artifacts of all done items");
  app.add_flag("--quiet", settings.quiet, "No progress lines");
}

void apply_flaw(const std::string& name) {
  if (name.empty()) return;
  const pipeline::FlawEntry* entry = pipeline::find_flaw(name);
  if (entry == nullptr) {
    throw Refusal(ExitCode::usage, fmt::format("no flaw '{}'; see --flaw list", name));
  }
  pipeline::seed_flaw(entry->flaw);
}

int run(Options& options) {
  if (options.flaw == "list") {
    pipeline::print_result(pipeline::describe_flaws());
    return static_cast<int>(ExitCode::done);
  }
  if (options.settings.work.empty()) throw Refusal(ExitCode::usage, "--work is missing");
  if (options.settings.source.empty() && !options.verify) {
    throw Refusal(ExitCode::usage, "--source is missing");
  }
  options.settings.durable = options.durable == "yes";
  apply_flaw(options.flaw);
  pipeline::catch_interrupts(options.grace_seconds);
  pipeline::start_failpoints();
  const int code = options.verify ? pipeline::verify_artifacts(options.settings)
                                  : pipeline::run_pipeline(options.settings);
  pipeline::finish_failpoints();
  return code;
}

int fail(ExitCode code, const char* line) {
  pipeline::complain("{}", line);
  return static_cast<int>(code);
}

}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app("A resumable pipeline: compresses, measures and loads every file of a directory.",
               "reference_pipeline");
  Options options;
  describe(app, options);
  try {
    app.parse(argument_count, arguments);
    return run(options);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return fail(ExitCode::usage, error.what());
  } catch (const Refusal& refusal) {
    return fail(refusal.code(), refusal.what());
  } catch (const std::exception& error) {
    pipeline::finish_failpoints();
    return fail(ExitCode::incomplete, error.what());
  }
}
