// Plug-in: something that we do to a run. One file in faults/ each.
#pragma once

#include <string>
#include <string_view>

namespace crashproof {

struct Fault {
  std::string_view name;     // as in schedules: "kill"
  std::string_view summary;  // one clause for --help and reports
  bool takes_parameter;      // "failpoint[NAME]"
  bool replayable;           // the state it leaves follows from the trace alone
};

}  // namespace crashproof
