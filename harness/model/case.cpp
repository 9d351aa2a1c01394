// Looks answers up and keeps a list of those that are missing.
#include "harness/model/case.h"

#include <utility>

namespace crashproof {

const JudgedTrial* Case::ask(const CrashSchedule& schedule) {
  std::string text = to_string(schedule);
  if (const auto answer = ground_.answers.find(text); answer != ground_.answers.end()) {
    return &answer->second;
  }
  questions_.insert(std::move(text));
  return nullptr;
}

std::set<std::string> Case::take_questions() {
  return std::exchange(questions_, {});
}

}  // namespace crashproof
