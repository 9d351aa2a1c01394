// The directory in which a student works: a folder an exercise, and .checks for what a check needs.
#pragma once

#include <string>

#include "harness/learn/exercise.h"

namespace crashproof::learn {

// All functions throw std::system_error for what cannot be read or written.
class Workshop {
 public:
  // Absolute; need not exist.
  explicit Workshop(std::string directory);

  const std::string& directory() const { return directory_; }
  std::string folder(const Exercise& exercise) const;
  std::string path(const Exercise& exercise, const std::string& name) const;
  // Where one kind of run of an exercise is kept ("start", "attempt").
  std::string place(const Exercise& exercise, const std::string& kind) const;

  bool has(const Exercise& exercise) const;
  // Puts the folder there, whole or not at all; what is there stays as it is.
  void unpack(const Exercise& exercise) const;
  // Puts it there anew. What was there is moved aside; its new path, "" if nothing was.
  std::string reset(const Exercise& exercise) const;
  // Adds one way to solve it, as solution/ in its folder.
  void add_solution(const Exercise& exercise) const;

 private:
  std::string directory_;
};

// An empty directory at `path` with the files of the exercise that its job works with: not its
// README.md, its settings and its predictions.
void lay_out_job(const Exercise& exercise, const std::string& path);

// The exercise in whose folder, or in whose folder's subdirectory, `directory` lies; null for none.
const Exercise* exercise_around(const Workshop& workshop, const std::string& directory);

// The nearest directory from `directory` upwards that holds a student's progress; "" for none.
std::string workshop_above(const std::string& directory);

}  // namespace crashproof::learn
