// Builds trees, views and found states out of values.
#include "tests/judge/fake_state.h"

#include <fmt/format.h>

#include "harness/judge/lines.h"
#include "harness/judge/records.h"

namespace crashproof {
namespace {

std::optional<Document> document_of(const FakeState& state, const std::string& path) {
  const auto file = state.files.find(path);
  return file == state.files.end() ? std::nullopt : file->second.document;
}

}  // namespace

FileTree FakeState::tree() const {
  FileTree tree = others;
  for (const auto& [path, file] : files) {
    tree[path] = {FileType::regular, file.mode, file.content.size(), file.content};
  }
  return tree;
}

StateView FakeState::view() const {
  StateView view;
  view.tree = tree();
  view.document = [state = *this](const std::string& path) { return document_of(state, path); };
  view.companions = [state = *this](const std::string& path) -> std::vector<std::string> {
    const std::optional<Document> document = document_of(state, path);
    if (!document || document->format != "sqlite") return {};
    return {"-wal", "-journal"};
  };
  view.command_output = command_output;
  return view;
}

Record row(std::vector<std::pair<std::string, std::string>> fields, std::string table) {
  return {std::move(table), std::move(fields)};
}

FakeFile table_file(std::vector<Record> records, std::string unit) {
  FakeFile file;
  for (const Record& record : records) {
    file.content += record.table + "|" + describe(record) + "\n";
  }
  file.document = Document{"table", std::move(unit), true, "", std::move(records)};
  return file;
}

FakeFile text_file(const std::string& text) {
  return {text, lines_document(text)};
}
FakeFile binary_file(const std::string& bytes) {
  return {bytes, std::nullopt};
}
FileEntry directory_entry() {
  return {FileType::directory, 0755, 0, ""};
}

Baseline baseline_of(const FakeState& final, const FakeState& initial) {
  Baseline baseline;
  baseline.initial = initial.tree();
  baseline.final = final.tree();
  baseline.command_output = final.command_output;
  return baseline;
}

std::vector<Difference> compare_states(const Baseline& baseline, const FakeState& final,
                                       const FakeState& found, const ComparisonRules& rules,
                                       const FakeState& initial) {
  FoundState state;
  const FileTree here = found.tree();
  for (const auto& [path, entry] : baseline.final) {
    const auto other = here.find(path);
    if (other == here.end()) {
      state.unequal[path] = std::nullopt;
    } else if (other->second != entry) {
      state.unequal[path] = other->second;
    }
  }
  for (const auto& [path, entry] : here) {
    if (!baseline.final.contains(path)) state.unequal[path] = entry;
  }
  state.document = [&](const std::string& path) { return document_of(found, path); };
  state.baseline_document = [&](const std::string& path) { return document_of(final, path); };
  state.initial_document = [&](const std::string& path) { return document_of(initial, path); };
  state.command_output = found.command_output;
  return compare(baseline, state, rules);
}

std::string summary(const std::vector<Difference>& differences) {
  std::string text;
  for (const Difference& difference : differences) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{} {} {} {}", name_of(difference.what), difference.path, difference.count,
                        difference.unit);
    if (difference.dedupable) text += " dedupable";
  }
  return text;
}

}  // namespace crashproof
