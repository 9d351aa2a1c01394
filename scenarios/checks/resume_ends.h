// The job finishes when it is run again.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check resume_ends();

}  // namespace crashproof
