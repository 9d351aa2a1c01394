// One look-up for options and schedules, so that both know the same names and say the same.
#include "harness/cli/fault_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "faults/catalogue.h"
#include "harness/cli/nearest.h"

namespace crashproof::cli {
namespace {

std::string problem_of(const Fault& fault, const std::string& parameter) {
  if (parameter.empty()) return "";
  if (fault.parameter.empty()) return fmt::format("{} takes no parameter", fault.name);
  const std::string problem = fault.problem == nullptr ? "" : fault.problem(parameter);
  return problem.empty() ? "" : fmt::format("{}[{}]: {}", fault.name, parameter, problem);
}

const Fault* fault_named(const std::string& name) {
  const auto found = std::ranges::find(fault_catalogue(), name, &Fault::name);
  return found == fault_catalogue().end() ? nullptr : &*found;
}

std::string unknown(const std::string& name) {
  std::vector<std::string> names;
  for (const Fault& fault : fault_catalogue()) names.emplace_back(fault.name);
  return fmt::format("unknown fault {}{} (crashproof faults lists them)", name,
                     suggestion(name, names));
}

}  // namespace

FaultChoice parse_fault_choice(const std::string& text) {
  FaultChoice choice{text.substr(0, text.find('[')), ""};
  if (choice.name.size() < text.size()) {
    if (text.back() != ']')
      throw std::invalid_argument(fmt::format("'{}' is not NAME[PARAMETER]", text));
    choice.parameter = text.substr(choice.name.size() + 1, text.size() - choice.name.size() - 2);
  }
  const Fault* fault = fault_named(choice.name);
  if (fault == nullptr) throw std::invalid_argument(unknown(choice.name));
  if (choice.name == "power-loss")
    throw std::invalid_argument(
        "power cuts are chosen by --model NAME (crashproof faults lists them)");
  if (fault->schedules == nullptr && choice.name != "kill")
    throw std::invalid_argument(fmt::format(
        "{} is a step of schedules alone: crashproof replay '{}'", fault->name, fault->example));
  const std::string problem = problem_of(*fault, choice.parameter);
  if (!problem.empty()) throw std::invalid_argument(problem);
  const bool chooses_by_itself = fault->usual != nullptr || fault->parameter.empty();
  if (choice.parameter.empty() && !chooses_by_itself && fault->problem != nullptr) {
    const std::string missing = fault->problem("");
    if (!missing.empty())
      throw std::invalid_argument(
          fmt::format("{} needs a parameter: {}[{}]", fault->name, fault->name, fault->parameter));
  }
  return choice;
}

std::string problem_of_step(const ScheduleStep& step) {
  return fault_named(step.fault) == nullptr ? unknown(step.fault) : problem_with(step);
}

}  // namespace crashproof::cli
