// A point that the subject itself declares through libfiu: it dies or fails there.
#include "faults/descriptions.h"

namespace crashproof::faults {

const Fault failpoint{
    .name = "failpoint",
    .summary = "dies, or fails with an errno, at a libfiu point that the subject declares",
    .takes_parameter = true,
    .replayable = false,
};

}  // namespace crashproof::faults
