// Reports as audits of exercises come to them, without an audit.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace crashproof::learn {

inline Finding made_finding(const std::string& code, std::uint64_t after,
                            const std::string& opened_by) {
  Finding finding;
  finding.kind = Finding::Kind::loss;
  finding.diagnosis.code = code;
  finding.mode = "order inversion";
  finding.first = {after, std::nullopt};
  finding.first_event = after;
  finding.last = finding.first;
  finding.opened_by = opened_by;
  finding.schedule = "kill@after:" + opened_by;
  finding.example.differences = {
      {Difference::Class::lost, "loaded/1.csv", "file", 1, false, "", {}},
      {Difference::Class::litter, "x.tmp", "file", 3, false, "", {}}};
  return finding;
}

// One in which everything was tried and nothing found.
inline Report made_report() {
  Report report;
  report.coverage.points = 20;
  report.coverage.states = 12;
  report.coverage.tried = 12;
  report.redo = RedoSummary{};
  report.redo->max_items = 1;
  return report;
}

}  // namespace crashproof::learn
