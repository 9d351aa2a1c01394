// What a test puts to the proof: a command, or a C++ function of the test program itself, with the
// files that it finds and the settings of `crashproof audit`.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace crashproof::testing {

class SubjectFunction;

// A value: each member function returns a changed copy, so that variants share what they have in
// common. Nothing is looked at before a matcher or a RecordedSubject runs it.
class TestSubject {
 public:
  struct Description {
    std::vector<std::string> command;              // argv; a relative program is looked up in PATH
    std::string directory;                         // copied, never touched; "" for an empty one
    std::map<std::string, std::string> files;      // on top of it: relative path -> content
    std::map<std::string, std::string> variables;  // on top of the test's own environment
    std::vector<std::pair<std::string, std::string>> settings;  // name, value; as given
    std::string needs_main_for;  // the function for which main() must call run_as_subject

    bool operator==(const Description&) const = default;
  };

  // The directory that the job works in, as it is before the job has run.
  TestSubject in(std::string directory) const;
  // A file that is there before the job has run. The job then works in a directory made for the
  // test: a copy of what in() names, if anything, and these files.
  TestSubject file(std::string path, std::string content) const;
  TestSubject variable(std::string name, std::string value) const;
  // What runs after a crash in place of the job itself: a shell's command line, or a function.
  TestSubject resumed_by(std::string line) const;
  TestSubject resumed_by(const SubjectFunction& function) const;

  // Any setting of `crashproof audit` that is about the subject, the comparison or the trials, by
  // its name and in the form of its flag: with("pin-clock", "true"), with("sample", "200").
  // docs/COMMAND_LINE.md lists them; an unknown one or a bad value fails the test.
  TestSubject with(std::string setting, std::string value) const;
  // Those that most tests use.
  TestSubject key(std::string pattern_and_fields) const;  // "out.csv:id"
  TestSubject ignore(std::string glob) const;             // "run.log", "out.json#stamp"
  TestSubject item(std::string glob) const;               // "in/*": items of work
  TestSubject redo_bound(unsigned items) const;           // so many may be done again

  const Description& description() const { return description_; }
  bool operator==(const TestSubject&) const = default;

 private:
  friend TestSubject command_subject(std::vector<std::string> command);
  friend TestSubject function_subject(const SubjectFunction& function);
  TestSubject() = default;

  Description description_;
};

TestSubject command_subject(std::vector<std::string> command);

// The command, as GoogleTest shows it.
std::ostream& operator<<(std::ostream& out, const TestSubject& subject);

}  // namespace crashproof::testing
