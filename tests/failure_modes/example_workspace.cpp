// The inputs' times are fixed and days apart, since some of the examples go by them.
#include "tests/failure_modes/example_workspace.h"

#include <array>
#include <utility>

namespace crashproof::failure_modes {
namespace {

constexpr std::array words = {"alpha", "beta", "gamma", "delta"};
constexpr const char* items = "id,name\n2,beta\n1,alpha\n4,delta\n3,gamma\n";

}  // namespace

void write_inputs(const audits::Workspace& workspace, const FailureModePage& page) {
  for (std::size_t i = 0; i < words.size(); ++i)
    workspace.write("in/" + std::to_string(i + 1) + ".txt", std::string(words.at(i)) + "\n");
  workspace.write("items.csv", items);
  for (const ExampleInput& input : page.inputs) workspace.write(input.path, input.content);
  workspace.prepare(
      "mkdir out && for i in 1 2 3 4; do touch -d 2024-01-0${i}T12:00:00Z in/$i.txt; done");
}

std::string write_program(const audits::Workspace& workspace, const ExampleProgram& example) {
  if (example.language == "python") {
    workspace.write("job.py", example.source);
    return "/usr/bin/python3 job.py";
  }
  if (example.language == "sh") {
    workspace.write("job.sh", example.source);
    return "sh job.sh";
  }
  const audits::Workspace beside;
  beside.write("job.cpp", example.source);
  beside.prepare(CRASHPROOF_CXX " -std=c++20 -O0 -Wall -Wextra -Werror -o '" +
                 workspace.path("job") + "' job.cpp -lsqlite3 -pthread");
  return "./job";
}

}  // namespace crashproof::failure_modes
