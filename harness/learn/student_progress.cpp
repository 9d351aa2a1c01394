// JSON with a number for its format, replaced whole.
#include "harness/learn/student_progress.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/campaign/campaign.h"
#include "harness/learn/directory_lock.h"
#include "harness/model/printable.h"
#include "harness/record/replaced_file.h"
#include "harness/record/whole_file.h"

namespace crashproof::learn {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format = 1;

std::string path_in(const std::string& directory) {
  return directory + "/" + progress_file;
}

StudentProgress progress_from(const Json& json) {
  if (json.at("format") != format) throw std::runtime_error("another format");
  StudentProgress progress;
  for (const auto& [name, row] : json.at("exercises").items())
    progress[name] = {row.at("passed"), row.at("checks"), row.at("hints")};
  return progress;
}

std::string as_text(const StudentProgress& progress) {
  Json rows = Json::object();
  for (const auto& [name, row] : progress)
    rows[name] = {{"passed", row.passed}, {"checks", row.checks}, {"hints", row.hints}};
  return Json{{"format", format}, {"exercises", rows}}.dump(1) + "\n";
}

}  // namespace

StudentProgress read_progress(const std::string& directory) {
  const auto text = read_whole(path_in(directory));
  if (!text) return {};
  try {
    return progress_from(Json::parse(*text));
  } catch (const std::exception&) {
    throw UsageError(
        fmt::format("{}: no progress of this crashproof; move it away to begin anew (your programs "
                    "stay as they are)",
                    printable(path_in(directory))));
  }
}

void update_progress(const std::string& directory,
                     const std::function<void(StudentProgress&)>& change) {
  const DirectoryLock turn(directory);
  StudentProgress progress = read_progress(directory);
  change(progress);
  replace_file(path_in(directory), as_text(progress));
}

}  // namespace crashproof::learn
