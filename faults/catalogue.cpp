// The list of faults. A new one is a file beside kill.cpp, a line in descriptions.h and one here.
#include "faults/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "faults/descriptions.h"

namespace crashproof {
namespace {

Fault::When when_of(const ScheduleStep& step) {
  if (step.run == every_run) return Fault::When::always;
  return step.position.edge == Position::Edge::down ? Fault::When::down : Fault::When::during;
}

std::string bad_time(const Fault& fault) {
  if (fault.when == Fault::When::always) {
    return fmt::format("{} is about every run: write {}", fault.name, fault.example);
  }
  if (fault.when == Fault::When::down) {
    return fmt::format("{} happens before a resume: write {}", fault.name, fault.example);
  }
  return fmt::format("{} needs a position in a run: write {}", fault.name, fault.example);
}

}  // namespace

const std::vector<Fault>& fault_catalogue() {
  static const std::vector<Fault> catalogue = {
      faults::kill,       faults::failpoint, faults::failing_call, faults::short_write,
      faults::disk_full,  faults::library,   faults::interrupt,    faults::kill_one,
      faults::stall,      faults::poison,    faults::clock,        faults::late_input,
      faults::version,    faults::truncate,  faults::empty,        faults::replica,
      faults::command,    faults::hostname,  faults::as_of,        faults::rows,
      faults::power_loss,
  };
  return catalogue;
}

std::string problem_with(const ScheduleStep& step) {
  const auto fault = std::ranges::find(fault_catalogue(), step.fault, &Fault::name);
  if (fault == fault_catalogue().end()) return fmt::format("unknown fault {}", step.fault);
  if (when_of(step) != fault->when) return bad_time(*fault);
  const std::string problem = fault->problem == nullptr ? "" : fault->problem(step.parameter);
  return problem.empty() ? "" : fmt::format("{}: {}", fault->name, problem);
}

}  // namespace crashproof
