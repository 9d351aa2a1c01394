// scenarios/subjects/NAME/subject.toml: what a subject is, in which variants, and what an audit of
// each has to say.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <set>
#include <string>
#include <vector>

namespace crashproof::subjects {

struct SubjectVariant {
  std::filesystem::path folder;  // of the subject
  std::string prepare;           // bash, run once in the workspace before the audit; "" for nothing
  std::string program;           // what CMake has built for it, to be put there too; "" for nothing
  std::string name;
  std::vector<std::string> command;
  std::vector<std::string> audit;  // options of `crashproof audit`
  std::string needs;               // how the isolation has to begin in order to show it; "" for any
  // Empty for a sound one.
  std::set<std::string> codes;
  // What findings may be about: names of checks, and of faults without their parameters.
  std::set<std::string> checks;
  std::set<std::string> faults;

  bool sound() const { return codes.empty(); }
  std::string subject() const { return folder.filename().string(); }
};

// For GoogleTest's messages.
void PrintTo(const SubjectVariant& variant, std::ostream* out);

// The variants of all subjects in `root`, in order of name. Throws std::runtime_error with the file
// if one lacks what it needs or has a key that nobody knows.
std::vector<SubjectVariant> variants_in(const std::filesystem::path& root);

// Copies the initial workspace and the programs of a subject into a directory.
void put_into(const std::filesystem::path& directory, const SubjectVariant& variant);

}  // namespace crashproof::subjects
