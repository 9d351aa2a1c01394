// crashproof faults: what can be done to a job, and which power cuts can be tried.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "faults/catalogue.h"
#include "faults/persistence/catalogue.h"
#include "harness/cli/nearest.h"
#include "harness/cli/session.h"

namespace crashproof::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view when_it_happens(Fault::When when) {
  switch (when) {
    case Fault::When::during:
      return "a fault, at a position of a run";
    case Fault::When::down:
      return "a change, while the job is down";
    case Fault::When::always:
      return "a fault, in each run";
  }
  return "";
}

std::string usage_of(const Fault& fault) {
  return fault.parameter.empty() ? std::string(fault.name)
                                 : fmt::format("{}[{}]", fault.name, fault.parameter);
}

std::string text_of(const Fault& fault) {
  return fmt::format("{}\n    {}\n    {}; {}\n    e.g. {}\n", usage_of(fault), fault.summary,
                     when_it_happens(fault.when),
                     fault.replayable ? "from the recording" : "in a live run", fault.example);
}

std::string text_of(const PersistenceModel& model, bool whole) {
  std::string text = fmt::format("{}\n    {}\n", model.name, model.summary);
  text += model.file_systems.empty()
              ? "    no real file system leaves all that it permits\n"
              : fmt::format("    leaves what these leave: {}\n", model.file_systems);
  if (whole) text += fmt::format("\n{}\n", model.permits);
  return text;
}

std::string all_as_text() {
  std::string text = "Faults and changes, for --fault and for schedules:\n\n";
  for (const Fault& fault : fault_catalogue()) text += text_of(fault) + "\n";
  text += "Persistence models, for --model (crashproof faults NAME says what one permits):\n\n";
  for (const PersistenceModel* model : persistence_catalogue())
    text += text_of(*model, false) + "\n";
  return text;
}

std::string all_as_json() {
  std::string text;
  for (const Fault& fault : fault_catalogue()) {
    text += Json{{"type", "fault"},
                 {"name", fault.name},
                 {"parameter", fault.parameter},
                 {"summary", fault.summary},
                 {"when", when_it_happens(fault.when)},
                 {"replayable", fault.replayable},
                 {"example", fault.example}}
                .dump() +
            "\n";
  }
  for (const PersistenceModel* model : persistence_catalogue()) {
    text += Json{{"type", "model"},
                 {"name", model->name},
                 {"summary", model->summary},
                 {"file_systems", model->file_systems},
                 {"permits", model->permits}}
                .dump() +
            "\n";
  }
  return text;
}

std::string about(const std::string& name) {
  std::vector<std::string> names;
  for (const Fault& fault : fault_catalogue()) {
    if (fault.name == name) return text_of(fault);
    names.emplace_back(fault.name);
  }
  for (const PersistenceModel* model : persistence_catalogue()) {
    if (model->name == name) return text_of(*model, true);
    names.emplace_back(model->name);
  }
  throw UsageError(fmt::format("no fault or model is called {}{} (crashproof faults lists them)",
                               name, suggestion(name, names)));
}

}  // namespace

int run_faults(const Invocation& invocation) {
  const Session session(invocation);
  if (!invocation.operands.empty()) {
    print_out(about(invocation.operands.front()));
  } else {
    print_out(session.wants_json() ? all_as_json() : all_as_text());
  }
  return 0;
}

}  // namespace crashproof::cli
