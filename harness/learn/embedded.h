// The files of scenarios/exercises as cmake/EmbedExercises.cmake compiles them in.
#pragma once

#include <string_view>
#include <vector>

namespace crashproof::learn {

struct EmbeddedFile {
  std::string_view exercise;  // its folder: "02_order_inversion"
  std::string_view path;      // below that: "inbox/1.csv"
  std::string_view text;
};

// In order of exercise and path.
std::vector<EmbeddedFile> embedded_exercise_files();

}  // namespace crashproof::learn
