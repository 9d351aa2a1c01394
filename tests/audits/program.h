// Runs the built `crashproof` as a user would, within a time limit, and reads what it says.
#pragma once

#include <sys/types.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace crashproof::audits {

using Json = nlohmann::json;

struct Ran {
  int exit = -1;  // 128 + signal if one ended it, -1 if the time limit did
  std::string out;
  std::string err;
};

// bash, started in `directory` in a session of its own, with $CRASHPROOF and $REFERENCE_PIPELINE
// for the built programs, without settings of the tests' own environment, and with stdin empty.
// Killed with its process group when it is destroyed.
class Running {
 public:
  Running(const std::string& line, const std::string& directory);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  // False if it still runs when the limit is over.
  bool wait(double limit_seconds);
  // After it has ended.
  Ran result() const;
  // Processes (no zombies) that this test has started, however they were reparented, but this one.
  std::vector<pid_t> survivors() const;

 private:
  pid_t pid_ = -1;
  int status_ = 0;
  bool ended_ = false;
  std::string outputs_;
};

Ran run_line(const std::string& line, const std::string& directory, double limit_seconds = 60);

// A report in JSON, taken apart.
struct Audited {
  Ran ran;
  std::vector<Json> findings;
  std::vector<Json> notes;
  Json replay;
  Json summary;

  int exit() const { return ran.exit; }
  std::uint64_t count(const char* field) const { return summary.value(field, std::uint64_t{0}); }
  // Texts of the notes about something.
  std::vector<std::string> noted(const std::string& about) const;
  // The row of the summary about one fault, as "power-loss[xfs]"; null if there is none.
  Json fault(const std::string& name) const;
  // Of those that a fault led to, named by how it begins.
  std::vector<Json> findings_by(const std::string& fault) const;
  std::string all() const { return ran.out + ran.err; }
};

// `crashproof VERB --json --quiet REST`. Throws std::runtime_error if what it prints is no report.
Audited crashproof(const std::string& verb, const std::string& rest, const std::string& directory,
                   double limit_seconds = 60);
Audited audit(const std::string& rest, const std::string& directory, double limit_seconds = 60);
Audited report_of(Ran ran);
// Runs the line that a finding says shows it again, as it stands there.
Audited again(const Json& finding, const std::string& directory, double limit_seconds = 60);

// What each trial of a run directory came to: schedule -> how the resumes ended and what differs.
std::map<std::string, std::string> trial_results(const std::string& run_directory);
std::size_t finished_trials(const std::string& run_directory);

}  // namespace crashproof::audits
