// A job that is asked to stop does so within its grace time.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check stops_in_time();

}  // namespace crashproof
