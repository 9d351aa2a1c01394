// One "KEY: ANSWER" a line, so that any editor will do.
#include "harness/learn/prediction.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "harness/model/printable.h"

namespace crashproof::learn {
namespace {

constexpr std::size_t line_width = 96;

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\"'`";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

// As comment lines of at most line_width characters.
std::string commented(const std::string& text) {
  std::istringstream words(text);
  std::string lines;
  std::string line = "#";
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > line_width) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + word;
  }
  return lines + line + "\n";
}

}  // namespace

std::string prediction_form(const std::vector<Question>& questions) {
  std::string text =
      "# What do you predict of the program as it was given, before you have tried it?\n"
      "# Write each answer after its colon. No answer is right because it stands here: they come\n"
      "# from an audit of that program on this machine.\n";
  for (const Question& question : questions)
    text += fmt::format("\n{}{}:\n", commented(question.ask), question.key);
  return text;
}

Predictions read_predictions(std::string_view text) {
  Predictions given;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with('#') || colon == std::string::npos) continue;
    given[trimmed(std::string_view(line).substr(0, colon))] =
        trimmed(std::string_view(line).substr(colon + 1));
  }
  return given;
}

std::vector<std::string> open_predictions(const std::vector<Question>& questions,
                                          const Predictions& given) {
  std::vector<std::string> open;
  for (const Question& question : questions) {
    const auto answer = given.find(question.key);
    if (answer == given.end() || answer->second.empty())
      open.push_back(fmt::format("{}: {} is not answered yet", prediction_file, question.key));
  }
  return open;
}

std::vector<std::string> wrong_predictions(const std::vector<Question>& questions,
                                           const Predictions& given, const RightAnswers& right) {
  std::vector<std::string> wrong;
  for (const Question& question : questions) {
    const auto answer = given.find(question.key);
    const std::string said = answer == given.end() ? "" : answer->second;
    const auto known = right.find(question.key);
    if (known == right.end() || !known->second.contains(said))
      wrong.push_back(fmt::format("{}: {} is not {}; try it on the program as it was given",
                                  prediction_file, question.key, printable(said)));
  }
  return wrong;
}

}  // namespace crashproof::learn
