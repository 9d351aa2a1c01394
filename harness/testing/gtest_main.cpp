// main() of a test program that has C++ functions as subjects.
#include <gmock/gmock.h>

#include "harness/testing/subject_function.h"

int main(int argc, char** argv) {
  crashproof::testing::run_as_subject(argc, argv);
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
