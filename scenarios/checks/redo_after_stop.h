// A job that was asked to stop, and did, has no more to do again than it was at.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check redo_after_stop();

}  // namespace crashproof
