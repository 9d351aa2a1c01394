// What a student has got done: a small file in the directory of the exercises.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace crashproof::learn {

struct ExerciseProgress {
  bool passed = false;  // once; it stays so
  std::uint64_t checks = 0;
  std::uint64_t hints = 0;  // that were given
};

// By name of the exercise. What is unpacked is not in here: the folders say so themselves.
using StudentProgress = std::map<std::string, ExerciseProgress>;

inline constexpr const char* progress_file = "crashproof-learn.json";

// Nothing if there is no file. Throws UsageError if it is none of ours, std::system_error if it
// cannot be read.
StudentProgress read_progress(const std::string& directory);

// Reads, changes and replaces it; two at the same time take turns. Throws as read_progress does,
// and std::system_error if it cannot be written. `directory` exists.
void update_progress(const std::string& directory,
                     const std::function<void(StudentProgress&)>& change);

}  // namespace crashproof::learn
