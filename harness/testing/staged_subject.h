// A TestSubject made ready to be run: its workspace, a run directory, the options of a campaign.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/testing/test_subject.h"

namespace crashproof::testing {

using Settings = std::vector<std::pair<std::string, std::string>>;  // name, value

// Owns a directory of its own below TMPDIR, which goes with it; below the directory that
// CRASHPROOF_TESTING_KEEP names it stays.
class StagedSubject {
 public:
  // `more` are further settings, of which `source` says in messages where they stand. Throws
  // UsageError for what is wrong with the subject or a setting.
  StagedSubject(const TestSubject& subject, const Settings& more, const std::string& source);
  ~StagedSubject();
  StagedSubject(const StagedSubject&) = delete;
  StagedSubject& operator=(const StagedSubject&) = delete;

  const CampaignOptions& options() const { return options_; }
  // The report as the terminal shows it, in which lines name only what is there afterwards.
  std::string told(Report report) const;
  // "Again: crashproof replay …", and what a person who types it has to know.
  std::string replay_line(Report report, const std::string& schedule) const;
  // A person wants the tests to end, not just this campaign: tidies up, and sends SIGINT again.
  void end_interrupted();

 private:
  void remove();
  void stage(const TestSubject::Description& subject);
  std::string made_workspace(const TestSubject::Description& subject) const;
  void apply(const Settings& settings, const std::string& source);
  void complete(Report& report) const;
  // What a person who replays a schedule has to know besides.
  std::string besides() const;

  std::string place_;
  bool keeps_ = false;
  bool made_workspace_ = false;
  std::vector<std::string> variables_;  // "NAME=value", on top of our own
  CampaignOptions options_;
};

// What campaigns work with: everything that there is.
const Catalogues& catalogues();

}  // namespace crashproof::testing
