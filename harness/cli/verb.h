// What a verb of the command line is: main.cpp lists them, the files of their names carry them out.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/settings.h"

namespace crashproof::cli {

struct Verb;

// One call of the program, taken apart but not yet understood.
struct Invocation {
  const Verb* verb = nullptr;
  GivenSettings flags;
  std::vector<std::string> operands;         // words that belong to the verb, e.g. a schedule
  std::vector<std::string> command;          // all after "--"
  const std::vector<Verb>* verbs = nullptr;  // all that there are; never null when a verb runs
};

enum class Command : std::uint8_t { required, none };

struct Verb {
  std::string_view name;
  std::string_view operands;  // as in the usage line: "SCHEDULE"; "" for none
  Command command;
  std::string_view summary;           // one clause
  std::vector<std::string> examples;  // lines for a shell
  std::vector<Group> groups;          // the settings that make a difference
  std::size_t least_operands;
  std::size_t most_operands;
  // Returns the exit code. Throws UsageError for bad input; anything else is internal.
  int (*run)(const Invocation& invocation);
};

// One a file, defined in the file of its name.
int run_audit(const Invocation& invocation);
int run_probe(const Invocation& invocation);
int run_record(const Invocation& invocation);
int run_try(const Invocation& invocation);
int run_judge(const Invocation& invocation);
int run_replay(const Invocation& invocation);
int run_points(const Invocation& invocation);
int run_faults(const Invocation& invocation);
int run_where(const Invocation& invocation);
int run_explain(const Invocation& invocation);
int run_trace(const Invocation& invocation);
int run_init(const Invocation& invocation);
int run_ci(const Invocation& invocation);
int run_completion(const Invocation& invocation);
int run_man(const Invocation& invocation);

}  // namespace crashproof::cli
