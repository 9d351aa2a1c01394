// The library for test authors: #include <crashproof/testing.h>, link crashproof::testing.
// docs/TESTING_LIBRARY.md shows it at work.
#pragma once

#include "harness/model/schedule.h"
#include "harness/testing/matchers.h"
#include "harness/testing/recorded_subject.h"
#include "harness/testing/subject_function.h"
#include "harness/testing/test_subject.h"
