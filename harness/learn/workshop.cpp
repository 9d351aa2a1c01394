// A folder is made under a hidden name and renamed, so that a killed unpack leaves none by halves.
#include "harness/learn/workshop.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/learn/prediction.h"
#include "harness/learn/student_progress.h"
#include "harness/record/replaced_file.h"

namespace crashproof::learn {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> for_people = {"README.md", "crashproof.toml"};

void put(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  replace_file(path.string(), text);
}

std::string free_name(const std::string& path) {
  std::string name = path + ".bak";
  for (int number = 2; fs::exists(fs::symlink_status(name)); ++number)
    name = fmt::format("{}.bak{}", path, number);
  return name;
}

}  // namespace

Workshop::Workshop(std::string directory) : directory_(std::move(directory)) {}

std::string Workshop::folder(const Exercise& exercise) const {
  return directory_ + "/" + exercise.name;
}

std::string Workshop::path(const Exercise& exercise, const std::string& name) const {
  return folder(exercise) + "/" + name;
}

std::string Workshop::place(const Exercise& exercise, const std::string& kind) const {
  return directory_ + "/.checks/" + exercise.name + "/" + kind;
}

bool Workshop::has(const Exercise& exercise) const {
  return fs::is_directory(folder(exercise));
}

void Workshop::unpack(const Exercise& exercise) const {
  if (has(exercise)) return;
  const fs::path unfinished = fs::path(directory_) / ("." + exercise.name);
  fs::remove_all(unfinished);
  fs::create_directories(unfinished);
  for (const EmbeddedFile& file : exercise.files) put(unfinished / file.path, file.text);
  if (!exercise.questions.empty())
    put(unfinished / prediction_file, prediction_form(exercise.questions));
  fs::rename(unfinished, folder(exercise));
}

std::string Workshop::reset(const Exercise& exercise) const {
  std::string kept;
  if (has(exercise)) {
    kept = free_name(folder(exercise));
    fs::rename(folder(exercise), kept);
  }
  unpack(exercise);
  return kept;
}

void Workshop::add_solution(const Exercise& exercise) const {
  for (const EmbeddedFile& file : exercise.solution)
    put(fs::path(folder(exercise)) / "solution" / file.path, file.text);
}

void lay_out_job(const Exercise& exercise, const std::string& path) {
  fs::remove_all(path);
  fs::create_directories(path);
  for (const EmbeddedFile& file : exercise.files) {
    if (std::find(for_people.begin(), for_people.end(), file.path) == for_people.end())
      put(fs::path(path) / file.path, file.text);
  }
}

const Exercise* exercise_around(const Workshop& workshop, const std::string& directory) {
  for (const Exercise& exercise : exercises()) {
    const std::string folder = workshop.folder(exercise);
    if (directory == folder || directory.starts_with(folder + "/")) return &exercise;
  }
  return nullptr;
}

std::string workshop_above(const std::string& directory) {
  for (fs::path place = directory;; place = place.parent_path()) {
    std::error_code unreadable;
    if (fs::exists(place / progress_file, unreadable)) return place.string();
    if (place == place.parent_path()) return "";
  }
}

}  // namespace crashproof::learn
