// Sudden death: SIGKILL to the whole process tree, between two Events or inside one write.
#include "faults/descriptions.h"

namespace crashproof::faults {

const Fault kill{
    .name = "kill",
    .summary = "SIGKILL to every process of the run at once",
    .takes_parameter = false,
    .replayable = true,
};

}  // namespace crashproof::faults
