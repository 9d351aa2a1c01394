// Builds descriptions; what they mean is decided where they are run.
#include "harness/testing/test_subject.h"

#include <ostream>
#include <utility>

#include "harness/model/printable.h"
#include "harness/testing/subject_function.h"

namespace crashproof::testing {

TestSubject TestSubject::in(std::string directory) const {
  TestSubject changed = *this;
  changed.description_.directory = std::move(directory);
  return changed;
}

TestSubject TestSubject::file(std::string path, std::string content) const {
  TestSubject changed = *this;
  changed.description_.files[std::move(path)] = std::move(content);
  return changed;
}

TestSubject TestSubject::variable(std::string name, std::string value) const {
  TestSubject changed = *this;
  changed.description_.variables[std::move(name)] = std::move(value);
  return changed;
}

TestSubject TestSubject::resumed_by(std::string line) const {
  return with("resume", std::move(line));
}

TestSubject TestSubject::resumed_by(const SubjectFunction& function) const {
  TestSubject changed = with("resume", shell_quoted(function.command()));
  changed.description_.needs_main_for = function.name();
  return changed;
}

TestSubject TestSubject::with(std::string setting, std::string value) const {
  TestSubject changed = *this;
  changed.description_.settings.emplace_back(std::move(setting), std::move(value));
  return changed;
}

TestSubject TestSubject::key(std::string pattern_and_fields) const {
  return with("key", std::move(pattern_and_fields));
}

TestSubject TestSubject::ignore(std::string glob) const {
  return with("ignore", std::move(glob));
}

TestSubject TestSubject::item(std::string glob) const {
  return with("item", std::move(glob));
}

TestSubject TestSubject::redo_bound(unsigned items) const {
  return with("redo-bound", std::to_string(items));
}

TestSubject command_subject(std::vector<std::string> command) {
  TestSubject subject;
  subject.description_.command = std::move(command);
  return subject;
}

TestSubject function_subject(const SubjectFunction& function) {
  TestSubject subject = command_subject(function.command());
  subject.description_.needs_main_for = function.name();
  return subject;
}

std::ostream& operator<<(std::ostream& out, const TestSubject& subject) {
  const TestSubject::Description& description = subject.description();
  if (!description.needs_main_for.empty() && description.command.size() == 2)
    return out << "the function " << printable(description.needs_main_for);
  return out << printable(shell_quoted(description.command));
}

}  // namespace crashproof::testing
