// A file is as it was earlier or later in the recorded run: the counterfactual of most diagnoses.
#include "faults/descriptions.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {

const Fault as_of{
    .name = "as-of",
    .summary = "a file is as it was at another place of the recorded run: what if it were?",
    .parameter = "PATH=POSITION",
    .example = "kill@after:write(out.csv)#2; as-of[ckpt.json=before:rename(ckpt.json)#2]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_as_of>,
};

}  // namespace crashproof::faults
