// Sudden death: SIGKILL to the whole process tree, between two Events or inside one write.
#include "faults/descriptions.h"

namespace crashproof::faults {
namespace {

std::string problem(const std::string& parameter) {
  return parameter.empty() ? "" : "kill takes no parameter";
}

}  // namespace

const Fault kill{
    .name = "kill",
    .summary = "SIGKILL to every process of the run at once",
    .parameter = "",
    .example = "kill@after:rename(state/ckpt.json)#3",
    .replayable = true,
    .problem = problem,
};

}  // namespace crashproof::faults
