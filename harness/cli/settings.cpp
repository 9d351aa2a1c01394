// The table of settings. A new one is a row here and a line in docs/COMMAND_LINE.md.
#include "harness/cli/settings.h"

#include <algorithm>
#include <cctype>

#include "harness/cli/gate_settings.h"
#include "harness/cli/values.h"

namespace crashproof::cli {
namespace {

std::vector<std::string> shell_command(const std::string& line) {
  return {"/bin/sh", "-c", line};
}

constexpr std::uint64_t most_jobs = 1024;
constexpr std::uint64_t most_depth = 16;
constexpr std::uint64_t most_restarts = 1'000'000;

std::vector<Setting> subject_settings() {
  return {
      {"workspace", Kind::text, Group::subject, "DIR",
       "the directory the job works in (default: the current one)",
       [](Options& options, const Given& given) {
         options.campaign.subject.workspace = path_of(given, text_of(given));
       }},
      {"resume", Kind::text, Group::subject, "COMMAND",
       "shell command that resumes the job (default: the command itself)",
       [](Options& options, const Given& given) {
         options.campaign.subject.resume = shell_command(text_of(given));
       }},
      {"allow-write", Kind::list, Group::subject, "PATH",
       "a path outside the workspace that the job may change (repeatable)",
       [](Options& options, const Given& given) {
         for (const std::string& value : given.values)
           options.campaign.subject.allow_write.push_back(path_of(given, value));
       }},
      {"pin-clock", Kind::flag, Group::subject, "",
       "every run sees one wall clock that stands still (a job that waits for it hangs)",
       [](Options& options, const Given& given) {
         options.campaign.subject.pin_clock = flag_of(given);
       }},
      {"pin-random", Kind::flag, Group::subject, "",
       "every run gets the same random bytes and memory addresses",
       [](Options& options, const Given& given) {
         options.campaign.subject.pin_random = flag_of(given);
       }},
      {"reset", Kind::text, Group::subject, "COMMAND",
       "shell command that puts state outside the workspace back",
       [](Options& options, const Given& given) {
         options.campaign.subject.reset = text_of(given);
       }},
      {"state-command", Kind::text, Group::subject, "COMMAND",
       "shell command that prints state outside the workspace",
       [](Options& options, const Given& given) {
         options.campaign.subject.state_command = text_of(given);
       }},
  };
}

std::vector<Setting> comparison_settings() {
  return {
      {"key", Kind::list, Group::comparison, "PATTERN:FIELD[,FIELD]",
       "dedup key of the records in these files (repeatable)",
       [](Options& options, const Given& given) {
         options.campaign.subject.comparison.keys = keys_of(given);
       }},
      {"dedup", Kind::text, Group::comparison, "record",
       "extra copies of a whole record are dedupable",
       [](Options& options, const Given& given) {
         choice_of(given, {"record"});
         options.campaign.subject.comparison.dedup_whole_record = true;
       }},
      {"ignore", Kind::list, Group::comparison, "GLOB[#FIELD]",
       "paths, or one field of them, that are not compared (repeatable)",
       [](Options& options, const Given& given) {
         options.campaign.subject.comparison.ignores = given.values;
       }},
      {"state", Kind::list, Group::comparison, "GLOB",
       "paths that are the state (repeatable; default: the workspace)",
       [](Options& options, const Given& given) {
         options.campaign.subject.comparison.states = given.values;
       }},
  };
}

std::vector<Setting> trial_settings() {
  return {
      {"jobs", Kind::number, Group::trials, "N", "parallel workers (0, the default: one a CPU)",
       [](Options& options, const Given& given) {
         options.campaign.jobs = static_cast<unsigned>(number_of(given, 0, most_jobs));
       }},
      {"cuts", Kind::text, Group::trials, "none|pages|all",
       "where writes are cut in two (default: all)",
       [](Options& options, const Given& given) {
         constexpr Cuts cuts[] = {Cuts::none, Cuts::pages, Cuts::all};
         options.campaign.cuts = cuts[choice_of(given, {"none", "pages", "all"})];
       }},
      {"sample", Kind::number, Group::trials, "N",
       "try at most N states, spread evenly (0, the default: all)",
       [](Options& options, const Given& given) { options.campaign.sample = number_of(given); }},
      {"random", Kind::number, Group::trials, "N", "also try N random schedules of several kills",
       [](Options& options, const Given& given) {
         options.campaign.random_schedules = number_of(given);
       }},
      {"seed", Kind::number, Group::trials, "S", "what the random schedules are drawn from",
       [](Options& options, const Given& given) { options.campaign.seed = number_of(given); }},
      {"restarts", Kind::number, Group::trials, "R",
       "resumes before a trial is given up (default: 3)",
       [](Options& options, const Given& given) {
         options.campaign.restarts = static_cast<std::uint32_t>(number_of(given, 1, most_restarts));
       }},
      {"time-limit", Kind::seconds, Group::trials, "SECONDS",
       "for each run (default: from the crash-free run)",
       [](Options& options, const Given& given) {
         options.campaign.limit_seconds = seconds_of(given);
       }},
      {"live", Kind::flag, Group::trials, "", "kill real runs instead of replaying states",
       [](Options& options, const Given& given) { options.campaign.live = flag_of(given); }},
      {"no-confirm", Kind::flag, Group::trials, "", "do not see findings again in a live kill",
       [](Options& options, const Given& given) { options.campaign.confirm = !flag_of(given); }},
      {"no-diagnose", Kind::flag, Group::trials, "", "do not look for the causes of findings",
       [](Options& options, const Given& given) { options.campaign.diagnose = !flag_of(given); }},
      {"role", Kind::list, Group::trials, "GLOB:ROLE",
       "these files are a checkpoint, an artifact, a log, … (repeatable)",
       [](Options& options, const Given& given) {
         options.campaign.role_hints = role_hints_of(given);
       }},
      {"continue", Kind::flag, Group::trials, "", "go on with what the run directory holds",
       [](Options& options, const Given& given) {
         options.campaign.continue_run = flag_of(given);
       }},
      {"isolation", Kind::text, Group::trials, "best|in-place",
       "namespaces where allowed, or none at all (default: best)",
       [](Options& options, const Given& given) {
         constexpr IsolationChoice choices[] = {IsolationChoice::best, IsolationChoice::in_place};
         options.campaign.isolation = choices[choice_of(given, {"best", "in-place"})];
       }},
      {"fault", Kind::list, Group::trials, "NAME[PARAMETER]",
       "also try this fault or change, see crashproof faults (repeatable)",
       [](Options& options, const Given& given) { options.campaign.faults = faults_of(given); }},
      {"model", Kind::list, Group::trials, "NAME",
       "also try the power cuts that this persistence model permits (repeatable)",
       [](Options& options, const Given& given) { options.campaign.models = models_of(given); }},
      {"no-promises", Kind::flag, Group::trials, "",
       "power cuts: do not ask whether work that was reported survived",
       [](Options& options, const Given& given) {
         if (flag_of(given)) options.campaign.limits.promises.clear();
       }},
      {"all", Kind::flag, Group::trials, "",
       "every fault as it is usual, every model, two crashes in a row, redo",
       [](Options& options, const Given& given) { options.campaign.everything = flag_of(given); }},
      {"depth", Kind::number, Group::trials, "N",
       "so many crashes in a row, each resume killed everywhere (default: 1)",
       [](Options& options, const Given& given) {
         options.campaign.depth = static_cast<std::uint32_t>(number_of(given, 1, most_depth));
       }},
      {"per-fault", Kind::number, Group::trials, "N",
       "at most N trials of each fault, spread evenly (0, the default: all)",
       [](Options& options, const Given& given) { options.campaign.per_fault = number_of(given); }},
      {"redo", Kind::flag, Group::trials, "", "measure the work that resumes do again",
       [](Options& options, const Given& given) {
         options.campaign.measure_redo = flag_of(given);
       }},
      {"redo-bound", Kind::number, Group::trials, "N",
       "more than N items (without items: events) done again are a finding",
       [](Options& options, const Given& given) {
         options.campaign.measure_redo = true;
         options.campaign.limits.redo_bound = number_of(given);
       }},
      {"item", Kind::list, Group::trials, "GLOB",
       "paths that are items of work (repeatable; default: the input files)",
       [](Options& options, const Given& given) { options.campaign.items = given.values; }},
      {"failpoint", Kind::list, Group::trials, "NAME[@hit][=errno]",
       "also die, or fail, at a libfiu point of the job (repeatable)",
       [](Options& options, const Given& given) {
         options.campaign.failpoints = failpoints_of(given);
       }},
  };
}

std::vector<Setting> finding_settings() {
  return {
      {"save-regressions", Kind::flag, Group::findings, "",
       "add the findings' schedules to crashproof-regressions.toml in the workspace",
       [](Options& options, const Given& given) { options.save_regressions = flag_of(given); }},
      {"minimise-input", Kind::flag, Group::findings, "",
       "look for the least input with which each finding shows: files, and records in them",
       [](Options& options, const Given& given) {
         options.campaign.minimise_input = flag_of(given);
       }},
      {"keep-input", Kind::text, Group::findings, "DIR",
       "the same, and leave the workspace with that input in DIR",
       [](Options& options, const Given& given) {
         options.campaign.minimise_input = true;
         options.campaign.keep_input = path_of(given, text_of(given));
       }},
  };
}

std::vector<Setting> report_settings() {
  return {
      {"report", Kind::list, Group::findings, "FORMAT=FILE",
       "also write the report in this format to FILE (repeatable)",
       [](Options& options, const Given& given) {
         options.wanted_reports = wanted_reports_of(given);
       }},
      {"output", Kind::text, Group::rendering, "FILE",
       "write the report to FILE, at once (default: stdout)",
       [](Options& options, const Given& given) {
         options.output = path_of(given, text_of(given));
       }},
      {"format", Kind::text, Group::output, "NAME",
       "of the report on stdout: terminal, text, json, run, junit, sarif, github, markdown, tap, "
       "html",
       [](Options& options, const Given& given) {
         options.format = format_names()[choice_of(given, format_names())];
       }},
  };
}

std::vector<Setting> other_settings() {
  return {
      {"run-dir", Kind::text, Group::place, "DIR",
       "where a campaign is kept (default: .crashproof in the workspace)",
       [](Options& options, const Given& given) {
         options.campaign.run_directory = path_of(given, text_of(given));
       }},
      {"scratch", Kind::text, Group::place, "DIR",
       "where sandboxes lie (default: tmpfs, or the run directory)",
       [](Options& options, const Given& given) {
         options.campaign.scratch = path_of(given, text_of(given));
       }},
      {"config", Kind::text, Group::place, "FILE",
       "settings (default: crashproof.toml in the workspace)",
       // Read before the settings are applied, since it holds more of them.
       [](Options&, const Given&) {}},
      {"expect-trace", Kind::text, Group::replay, "HASH",
       "say so if the command's events are no longer those",
       [](Options& options, const Given& given) { options.expected_trace = text_of(given); }},
      {"keep", Kind::text, Group::replay, "DIR",
       "leave the crashed, the final and the expected workspace in DIR",
       [](Options& options, const Given& given) {
         options.campaign.inspection.keep = path_of(given, text_of(given));
       }},
      {"save", Kind::flag, Group::replay, "",
       "if it fails, add the schedule to crashproof-regressions.toml in the workspace",
       [](Options& options, const Given& given) { options.save_replayed = flag_of(given); }},
      {"shell", Kind::flag, Group::replay, "", "open a shell in the crash state, and do not resume",
       [](Options& options, const Given& given) {
         options.campaign.inspection.shell = flag_of(given);
       }},
      {"gdb", Kind::flag, Group::replay, "",
       "stop the first run before the event of the first step, and debug it",
       [](Options& options, const Given& given) {
         std::string& debugger = options.campaign.inspection.debugger;
         debugger = flag_of(given) ? std::string(usual_debugger) : "";
       }},
      {"gdb-command", Kind::text, Group::replay, "COMMAND",
       "the same with another debugger; its pid is appended (default: gdb -q -p)",
       [](Options& options, const Given& given) {
         options.campaign.inspection.debugger = text_of(given);
       }},
      {"from", Kind::number, Group::listing, "K", "the first event to list (default: 1)",
       [](Options& options, const Given& given) { options.first_event = number_of(given, 1); }},
      {"limit", Kind::number, Group::listing, "N", "list at most N events (0, the default: all)",
       [](Options& options, const Given& given) { options.event_limit = number_of(given); }},
      {"dir", Kind::text, Group::learning, "DIR",
       "where the exercises are (default: here or above, else crashproof-exercises)",
       [](Options& options, const Given& given) {
         options.exercises = path_of(given, text_of(given));
       }},
      {"json", Kind::flag, Group::output, "", "the same as --format json",
       [](Options& options, const Given& given) {
         if (flag_of(given)) options.format = "json";
       }},
      {"quiet", Kind::flag, Group::output, "", "no progress on stderr",
       [](Options& options, const Given& given) { options.quiet = flag_of(given); }},
      {"no-color", Kind::flag, Group::output, "", "no colours, as with NO_COLOR",
       [](Options& options, const Given& given) {
         if (flag_of(given)) options.colour = false;
       }},
  };
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table = [] {
    std::vector<Setting> rows;
    for (const auto& part : {subject_settings(), comparison_settings(), trial_settings(),
                             finding_settings(), report_settings(), other_settings(),
                             stopping_settings(), gate_settings(), first_files_settings()})
      rows.insert(rows.end(), part.begin(), part.end());
    return rows;
  }();
  return table;
}

const Setting* setting_named(std::string_view name) {
  const auto found = std::find_if(settings().begin(), settings().end(),
                                  [name](const Setting& row) { return row.name == name; });
  return found == settings().end() ? nullptr : &*found;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (const Setting& setting : settings()) names.emplace_back(setting.name);
  return names;
}

std::string environment_name(std::string_view setting) {
  std::string name = "CRASHPROOF_";
  for (const char c : setting)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

}  // namespace crashproof::cli
