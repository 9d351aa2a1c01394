// Some records of a database are gone or have another value: what if nobody had claimed them?
#include "faults/descriptions.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {

const Fault rows{
    .name = "rows",
    .summary = "records of a database are removed, or have another value in one field",
    .parameter = "PATH#TABLE:FIELD=VALUE[->OTHER]",
    .example =
        "kill@after:write(jobs.db)#9; rows[jobs.db#jobs:status='processing'->'pending']@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_record_edit>,
};

}  // namespace crashproof::faults
