// What every verb does alike: understand its options, follow a campaign, print what came of it.
#pragma once

#include <string>

#include "harness/cli/options.h"

namespace crashproof::cli {

class Session {
 public:
  // Merges the settings and prints warnings about them. Throws UsageError.
  explicit Session(const Invocation& invocation);

  const Options& options() const { return options_; }
  const CampaignOptions& campaign() const { return options_.campaign; }
  const Catalogues& catalogues() const { return catalogues_; }
  ProgressListener listener() const;
  bool wants_json() const { return options_.format == "json"; }

  // Absolute, without "." and "..": what a word of the command line means where it was typed.
  std::string path_from_here(const std::string& word) const;

  // Whether the chosen format draws the map of the run.
  bool draws_map() const;
  // In the chosen format.
  std::string rendered(const Report& report) const;
  // Writes the report in the chosen format to stdout and returns its exit code.
  int present(Report report) const;
  // The same of a campaign: leaves reports in its run directory before, and writes those that
  // --report asks for after.
  int present_campaign(Report report) const;

 private:
  Surroundings surroundings_;
  Options options_;
  Catalogues catalogues_;
};

// To stdout, whole. Throws std::system_error if it cannot be written.
void print_out(const std::string& text);

}  // namespace crashproof::cli
