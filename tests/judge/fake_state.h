// States made of values, for tests of the comparison.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/judge/baseline.h"
#include "harness/judge/compare.h"

namespace crashproof {

// One regular file: its raw content stands for its hash, its document for its meaning.
struct FakeFile {
  std::string content;
  std::optional<Document> document;
  std::uint32_t mode = 0644;
};

struct FakeState {
  std::map<std::string, FakeFile> files;
  FileTree others;  // entries that are no regular files
  std::string command_output;

  FileTree tree() const;
  StateView view() const;  // owns copies of everything
};

// A row of fields, a table of such rows, a text by lines.
Record row(std::vector<std::pair<std::string, std::string>> fields, std::string table = "");
FakeFile table_file(std::vector<Record> records, std::string unit = "row");
FakeFile text_file(const std::string& text);
FakeFile binary_file(const std::string& bytes);
FileEntry directory_entry();

// A Baseline of this state, with nothing set aside.
Baseline baseline_of(const FakeState& final, const FakeState& initial = {});

std::vector<Difference> compare_states(const Baseline& baseline, const FakeState& final,
                                       const FakeState& found, const ComparisonRules& rules = {},
                                       const FakeState& initial = {});

// "lost out.csv 3 row; …" for assertions, without examples.
std::string summary(const std::vector<Difference>& differences);

}  // namespace crashproof
