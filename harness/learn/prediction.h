// prediction.txt: what a student foretells, written down before it is tried.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/learn/exercise.h"

namespace crashproof::learn {

inline constexpr std::string_view prediction_file = "prediction.txt";

// By key of a question.
using Predictions = std::map<std::string, std::string>;
using RightAnswers = std::map<std::string, std::set<std::string>>;

// The file as it is handed out: the questions as comments, and a line "KEY:" for each.
std::string prediction_form(const std::vector<Question>& questions);

// What stands after the colons, trimmed; lines that begin with '#' are passed over.
Predictions read_predictions(std::string_view text);

// One line for each question that is not answered. Pure.
std::vector<std::string> open_predictions(const std::vector<Question>& questions,
                                          const Predictions& given);

// One line for each question that is not answered rightly. It does not say what would be right.
// Pure.
std::vector<std::string> wrong_predictions(const std::vector<Question>& questions,
                                           const Predictions& given, const RightAnswers& right);

}  // namespace crashproof::learn
