// exercise.toml is read strictly: an expectation that is misspelt would never be held against
// anything.
#include "harness/learn/exercise.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "harness/learn/answers.h"

namespace crashproof::learn {
namespace {

constexpr std::string_view description = "exercise.toml";
constexpr std::string_view story_name = "README.md";
constexpr std::string_view settings_name = "crashproof.toml";
constexpr std::string_view solution_folder = "solution/";

[[noreturn]] void reject(std::string_view exercise, const std::string& what) {
  throw std::runtime_error(fmt::format("exercise {}: {}", exercise, what));
}

// A table of one exercise.toml, with the exercise's name for complaints.
class Table {
 public:
  Table(std::string_view exercise, const toml::table& table) : exercise_(exercise), table_(table) {}

  void expect_only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, node] : table_) {
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        reject(exercise_, fmt::format("unknown key {}", key.str()));
    }
  }
  std::string text(const char* key) const {
    const auto value = table_[key].value_exact<std::string>();
    if (!value || value->empty()) reject(exercise_, fmt::format("{} is no text", key));
    return *value;
  }
  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> values;
    for (const toml::node& node : array(key)) {
      const auto value = node.value_exact<std::string>();
      if (!value) reject(exercise_, fmt::format("{} holds something else than texts", key));
      values.push_back(*value);
    }
    return values;
  }
  std::vector<Table> tables(const char* key) const {
    std::vector<Table> values;
    for (const toml::node& node : array(key)) {
      if (!node.is_table()) reject(exercise_, fmt::format("{} holds something else", key));
      values.emplace_back(exercise_, *node.as_table());
    }
    return values;
  }
  std::uint64_t number(const char* key) const {
    const auto value = table_[key].value_exact<std::int64_t>();
    if (!value || *value < 0) reject(exercise_, fmt::format("{} is no number", key));
    return static_cast<std::uint64_t>(*value);
  }
  // False where the key is not there.
  bool truth(const char* key) const {
    if (!table_.contains(key)) return false;
    const auto value = table_[key].value_exact<bool>();
    if (!value) reject(exercise_, fmt::format("{} is neither true nor false", key));
    return *value;
  }

 private:
  const toml::array& array(const char* key) const {
    static const toml::array none;
    const toml::node* node = table_.get(key);
    if (node == nullptr) return none;
    if (!node->is_array()) reject(exercise_, fmt::format("{} is no array", key));
    return *node->as_array();
  }

  std::string_view exercise_;
  const toml::table& table_;
};

Question question_from(std::string_view exercise, const Table& table) {
  table.expect_only({"key", "ask", "answer"});
  Question question{table.text("key"), table.text("ask"), table.text("answer")};
  if (!is_answer(question.answer))
    reject(exercise, fmt::format("there is no answer {}", question.answer));
  return question;
}

void read_description(Exercise& exercise, const toml::table& parsed) {
  const Table table(exercise.name, parsed);
  table.expect_only(
      {"title", "own-job", "codes", "edit", "result", "needs", "hints", "predict", "save-limit"});
  exercise.title = table.text("title");
  exercise.hints = table.texts("hints");
  exercise.edit = table.texts("edit");
  exercise.own_job = table.truth("own-job");
  exercise.result = table.texts("result");
  exercise.needs = table.texts("needs");
  for (const std::string& code : table.texts("codes")) exercise.codes.insert(code);
  for (const Table& row : table.tables("predict"))
    exercise.questions.push_back(question_from(exercise.name, row));
  for (const Table& row : table.tables("save-limit")) {
    row.expect_only({"path", "times", "why"});
    exercise.save_limit = {row.text("path"), row.number("times"), row.text("why")};
  }
  if (exercise.edit.empty() || exercise.hints.empty() ||
      exercise.result.empty() != exercise.own_job)
    reject(exercise.name, "lacks edit, hints or result");
}

void sort_in(Exercise& exercise, const EmbeddedFile& file) {
  if (file.path.starts_with(solution_folder)) {
    EmbeddedFile solved = file;
    solved.path.remove_prefix(solution_folder.size());
    exercise.solution.push_back(solved);
    return;
  }
  if (file.path == description) return;
  if (file.path == story_name) exercise.story = file.text;
  if (file.path == settings_name) exercise.settings = file.text;
  exercise.files.push_back(file);
}

bool holds(const std::vector<EmbeddedFile>& files, std::string_view path) {
  return std::any_of(files.begin(), files.end(),
                     [path](const EmbeddedFile& file) { return file.path == path; });
}

}  // namespace

Exercise exercise_from(const std::vector<EmbeddedFile>& files) {
  Exercise exercise;
  exercise.name = files.empty() ? "" : files.front().exercise;
  std::string_view about;
  for (const EmbeddedFile& file : files) {
    if (file.path == description) about = file.text;
    sort_in(exercise, file);
  }
  try {
    read_description(exercise, toml::parse(about));
  } catch (const toml::parse_error& error) {
    reject(exercise.name, std::string(error.description()));
  }
  if (exercise.story.empty() || exercise.settings.empty())
    reject(exercise.name, "has no README.md or no crashproof.toml");
  for (const std::string& path : exercise.edit)
    if (!holds(exercise.files, path)) reject(exercise.name, path + " is not there");
  return exercise;
}

const std::vector<Exercise>& exercises() {
  static const std::vector<Exercise> all = [] {
    std::map<std::string_view, std::vector<EmbeddedFile>> folders;
    for (const EmbeddedFile& file : embedded_exercise_files())
      folders[file.exercise].push_back(file);
    std::vector<Exercise> made;
    for (const auto& [name, files] : folders) made.push_back(exercise_from(files));
    return made;
  }();
  return all;
}

}  // namespace crashproof::learn
