// Rows like those of settings.cpp.
#include "harness/cli/gate_settings.h"

#include "harness/cli/ci_snippets.h"
#include "harness/cli/gate_values.h"
#include "harness/cli/values.h"

namespace crashproof::cli {

std::vector<Setting> stopping_settings() {
  return {
      {"budget", Kind::text, Group::trials, "TIME",
       "begin no trial after this time, e.g. 60s, 5m or 1h; the most telling come first",
       [](Options& options, const Given& given) {
         options.campaign.budget_seconds = duration_of(given);
       }},
      {"fail-fast", Kind::flag, Group::trials, "", "begin no trial after the first violation",
       [](Options& options, const Given& given) { options.campaign.fail_fast = flag_of(given); }},
      {"profile", Kind::text, Group::place, "NAME",
       "settings by one name: quick, ci, thorough, or one of crashproof.toml",
       // Looked up before the settings are applied, since it stands for more of them.
       [](Options&, const Given&) {}},
      {"plain", Kind::flag, Group::output, "", "progress in plain lines, also on a terminal",
       [](Options& options, const Given& given) { options.plain_progress = flag_of(given); }},
      {"annotate", Kind::flag, Group::output, "",
       "also print what the CI system reads, where it is GitHub's",
       [](Options& options, const Given& given) { options.annotate = flag_of(given); }},
  };
}

std::vector<Setting> gate_settings() {
  return {
      {"min-coverage", Kind::text, Group::gate, "PERCENT",
       "exit 3 if fewer of the distinct states came to a verdict, e.g. 80%",
       [](Options& options, const Given& given) {
         options.campaign.gate.least_coverage = share_of(given);
       }},
      {"only", Kind::list, Group::gate, "CODE[,CODE]",
       "only findings of these codes count (repeatable; unclassified is one)",
       [](Options& options, const Given& given) { options.campaign.gate.only = codes_of(given); }},
      {"allow", Kind::list, Group::gate, "CODE[ until DATE]=REASON",
       "findings of this code are accepted: told, but no reason for exit 1 (repeatable)",
       [](Options& options, const Given& given) {
         for (Allowance& allowance : allowances_of(given))
           options.campaign.gate.allowances.push_back(std::move(allowance));
       }},
  };
}

std::vector<Setting> first_files_settings() {
  return {
      {"ci", Kind::text, Group::first_files, "github|gitlab|jenkins",
       "write what this CI system runs",
       [](Options& options, const Given& given) {
         options.first_files.ci = ci_names()[choice_of(given, ci_names())];
       }},
      {"no-run", Kind::flag, Group::first_files, "", "do not run the command to learn from it",
       [](Options& options, const Given& given) { options.first_files.run = !flag_of(given); }},
      {"force", Kind::flag, Group::first_files, "",
       "write even if the file is there; it stays as FILE.bak",
       [](Options& options, const Given& given) { options.first_files.force = flag_of(given); }},
      {"print", Kind::flag, Group::first_files, "", "to stdout, and write nothing",
       [](Options& options, const Given& given) { options.first_files.print = flag_of(given); }},
  };
}

}  // namespace crashproof::cli
