// Every setting by its one name: --name, CRASHPROOF_NAME and the key `name` of crashproof.toml.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/cli/kept_reports.h"

namespace crashproof::cli {

// What `init` is asked to write.
struct FirstFiles {
  std::string ci;      // the name of a CI system, "" for none
  bool run = true;     // look at crash-free runs first
  bool force = false;  // put what is there aside
  bool print = false;  // to stdout, and write nothing
};

// What all verbs are told. The members beyond `campaign` concern the command line alone.
struct Options {
  CampaignOptions campaign;
  std::string format;  // a report writer's name; "": chosen by where stdout goes
  bool quiet = false;
  bool colour = true;
  std::string expected_trace;                // fingerprint that a replay compares with, "" for none
  bool save_regressions = false;             // keep the schedules of findings beside the job
  bool save_replayed = false;                // the same of a replay's, if it fails
  std::uint64_t first_event = 1;             // of a listing
  std::uint64_t event_limit = 0;             // of a listing; 0: all
  std::string exercises;                     // absolute; where a student works, "": found or made
  std::vector<WantedReport> wanted_reports;  // besides the one on stdout
  std::string output;                        // absolute; where `report` writes, "" for stdout
  bool plain_progress = false;               // lines, even on a terminal
  bool annotate = false;                     // tell the CI system, too
  FirstFiles first_files;                    // what `init` writes
};

// The raw text of one setting and where it stands, for error messages.
struct Given {
  std::vector<std::string> values;
  std::string source;  // "--jobs", "CRASHPROOF_JOBS", "crashproof.toml:3: jobs"
  std::string base;    // absolute directory that relative paths in values start from
};
// By name of the setting.
using GivenSettings = std::map<std::string, Given, std::less<>>;

enum class Kind : std::uint8_t {
  text,     // one string
  list,     // a string each time it is given
  number,   // not negative
  seconds,  // not negative, with a fraction
  flag,     // true or false
};

enum class Group : std::uint8_t {
  subject,
  comparison,
  trials,
  findings,
  place,
  output,
  replay,
  listing,
  learning,
  rendering,
  gate,
  first_files
};

// What --gdb runs.
constexpr std::string_view usual_debugger = "gdb -q -p";

struct Setting {
  std::string_view name;
  Kind kind;
  Group group;
  std::string_view placeholder;  // of its value in --help; "" for flags
  std::string_view help;         // one clause
  // Throws UsageError that names the source.
  void (*apply)(Options& options, const Given& given);
};

const std::vector<Setting>& settings();
// Null if there is none.
const Setting* setting_named(std::string_view name);
std::vector<std::string> setting_names();

// "time-limit" -> "CRASHPROOF_TIME_LIMIT"
std::string environment_name(std::string_view setting);

}  // namespace crashproof::cli
