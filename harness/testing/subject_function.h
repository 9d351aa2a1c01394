// A C++ function as the job: the test program runs itself again to carry it out, since only a
// process of its own can be killed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/testing/test_subject.h"

namespace crashproof::testing {

// Declared at namespace scope of a test program, so that the second process knows it as well:
//   const SubjectFunction load("load", [] { load_rows("in.csv", "out.csv"); });
// The function starts in the directory of the subject. It succeeds by returning; an exception is
// said on stderr and ends the process with 1. It sees nothing that a test has set up, but files and
// environment variables.
class SubjectFunction {
 public:
  // Ends the program with a message if the name is taken already, or empty.
  SubjectFunction(std::string name, std::function<void()> body);
  // Forgets it again.
  ~SubjectFunction();
  SubjectFunction(const SubjectFunction&) = delete;
  SubjectFunction& operator=(const SubjectFunction&) = delete;

  const std::string& name() const { return name_; }
  // argv of the process that carries it out.
  std::vector<std::string> command() const;
  void run() const { body_(); }

 private:
  std::string name_;
  std::function<void()> body_;
};

TestSubject function_subject(const SubjectFunction& function);

// The first thing that main() of a test program does, if it has functions as subjects and a main()
// of its own (crashproof::gtest_main brings one along): in the second process it carries out the
// function and ends the process, else it returns.
void run_as_subject(int argc, char** argv);

// True once run_as_subject has returned: this program may be run again for a function.
bool can_run_as_subject();

}  // namespace crashproof::testing
