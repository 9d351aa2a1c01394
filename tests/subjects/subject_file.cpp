// Strict about keys and types: an expectation that is misspelt would never be held against
// anything.
#include "tests/subjects/subject_file.h"

#include <toml++/toml.h>
#include <algorithm>
#include <optional>
#include <ostream>
#include <stdexcept>

namespace crashproof::subjects {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> subject_keys = {"title", "idea",    "prepare",
                                            "build", "program", "variant"};
const std::set<std::string> variant_keys = {"name",   "command", "audit", "codes",
                                            "checks", "faults",  "needs", "why"};

void expect_known(const toml::table& table, const std::set<std::string>& known) {
  for (const auto& [key, value] : table) {
    if (!known.contains(std::string(key.str()))) {
      throw std::runtime_error("unknown key " + std::string(key.str()));
    }
  }
}

std::optional<std::string> text_at(const toml::table& table, const char* key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (const auto text = node->value_exact<std::string>(); text && !text->empty()) return text;
  throw std::runtime_error(std::string(key) + " is no text");
}

std::string needed_text(const toml::table& table, const char* key) {
  const auto text = text_at(table, key);
  return text ? *text : throw std::runtime_error(std::string("lacks ") + key);
}

std::optional<std::vector<std::string>> texts_at(const toml::table& table, const char* key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& element : *array) {
      if (const auto text = element.value_exact<std::string>()) texts.push_back(*text);
    }
    if (texts.size() == array->size()) return texts;
  }
  throw std::runtime_error(std::string(key) + " is no array of texts");
}

std::vector<std::string> needed_texts(const toml::table& table, const char* key) {
  auto texts = texts_at(table, key);
  return texts ? *texts : throw std::runtime_error(std::string("lacks ") + key);
}

std::set<std::string> as_set(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

void read_expectation(const toml::table& table, SubjectVariant& variant) {
  variant.codes = as_set(needed_texts(table, "codes"));
  const auto checks = texts_at(table, "checks");
  const auto faults = texts_at(table, "faults");
  if (variant.sound()) {
    if (checks || faults) throw std::runtime_error("is sound, so it has no checks and no faults");
    return;
  }
  needed_text(table, "why");
  variant.checks = as_set(needed_texts(table, "checks"));
  variant.faults = as_set(faults.value_or(std::vector<std::string>{"kill"}));
}

SubjectVariant variant_of(const toml::table& subject, const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) throw std::runtime_error("[[variant]] is no table");
  expect_known(*table, variant_keys);
  SubjectVariant variant;
  variant.prepare = text_at(subject, "prepare").value_or("");
  const std::string built = fs::path(text_at(subject, "build").value_or("")).stem().string();
  variant.program = text_at(subject, "program").value_or(built);
  variant.name = needed_text(*table, "name");
  variant.command = needed_texts(*table, "command");
  variant.audit = needed_texts(*table, "audit");
  variant.needs = text_at(*table, "needs").value_or("");
  read_expectation(*table, variant);
  return variant;
}

std::vector<SubjectVariant> variants_of(const fs::path& folder) {
  const toml::table subject = toml::parse_file((folder / "subject.toml").string());
  expect_known(subject, subject_keys);
  needed_text(subject, "title");
  needed_text(subject, "idea");
  const toml::array* list = subject["variant"].as_array();
  if (list == nullptr || list->empty()) throw std::runtime_error("has no [[variant]]");
  std::vector<SubjectVariant> variants;
  for (const toml::node& node : *list) {
    variants.push_back(variant_of(subject, node));
    variants.back().folder = folder;
  }
  return variants;
}

}  // namespace

void PrintTo(const SubjectVariant& variant, std::ostream* out) {
  *out << variant.subject() << " " << variant.name;
}

std::vector<SubjectVariant> variants_in(const fs::path& root) {
  std::set<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (entry.is_directory()) folders.insert(entry.path());
  }
  std::vector<SubjectVariant> all;
  for (const fs::path& folder : folders) {
    try {
      for (SubjectVariant& variant : variants_of(folder)) all.push_back(std::move(variant));
    } catch (const std::exception& problem) {
      throw std::runtime_error((folder / "subject.toml").string() + ": " + problem.what());
    }
  }
  return all;
}

void put_into(const fs::path& directory, const SubjectVariant& variant) {
  if (const fs::path initial = variant.folder / "workspace"; fs::exists(initial)) {
    fs::copy(initial, directory, fs::copy_options::recursive);
  }
  for (const auto& entry : fs::directory_iterator(variant.folder)) {
    const std::string ending = entry.path().extension().string();
    const bool runs = ending == ".py" || ending == ".sh";
    if (runs) fs::copy(entry.path(), directory / entry.path().filename());
  }
  if (!variant.program.empty()) {
    fs::copy(fs::path(SUBJECT_PROGRAMS) / variant.program, directory / variant.program);
  }
}

}  // namespace crashproof::subjects
