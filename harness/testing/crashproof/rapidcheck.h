// Crash schedules as arguments of RapidCheck properties: #include <crashproof/rapidcheck.h>, link
// crashproof::rapidcheck.
#pragma once

#include <crashproof/testing.h>

#include "harness/testing/schedules.h"
