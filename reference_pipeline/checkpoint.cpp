// Reading, refusing and atomically replacing checkpoint files.
#include "reference_pipeline/checkpoint.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "reference_pipeline/file.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/publish.h"
#include "reference_pipeline/refusal.h"

namespace pipeline {
namespace {

constexpr PublishPoints kPoints = {
    Failpoint::checkpoint_after_temp,     Failpoint::checkpoint_before_sync,
    Failpoint::checkpoint_before_rename,  Failpoint::checkpoint_after_rename,
    Failpoint::checkpoint_before_dirsync, Failpoint::checkpoint_after_dirsync,
};

// A cursor that means something else is another schema: a sound run must not take a flawed run's
// index or time for a key.
int schema_version() {
  if (flaw_seeded(Flaw::index_instead_of_key)) return 101;
  if (flaw_seeded(Flaw::wall_clock_key)) return 102;
  return 1;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw Refusal(ExitCode::unknown_version,
                fmt::format("checkpoint {} {}; nothing was changed. Put back the file that belongs "
                            "there, or remove it to have its partition loaded again",
                            path.string(), why));
}

}  // namespace

CheckpointFile::CheckpointFile(std::filesystem::path path, bool durable)
    : path_(std::move(path)), durable_(durable) {}

Checkpoint CheckpointFile::read() const {
  if (!std::filesystem::exists(path_)) return {};
  const auto json = nlohmann::json::parse(read_whole_file(path_), nullptr, false);
  const bool well_formed = json.is_object() && json.contains("cursor") &&
                           json["cursor"].is_string() && json.contains("schema_version");
  // FLAW version-ignored: what is not understood is taken for a fresh start.
  if (flaw_seeded(Flaw::version_ignored) &&
      (!well_formed || json["schema_version"] != schema_version())) {
    return {};
  }
  if (json.is_object() && json.contains("schema_version") &&
      json["schema_version"] != schema_version()) {
    refuse(path_, fmt::format("has schema_version {}, this program knows {}",
                              json["schema_version"].dump(), schema_version()));
  }
  if (!well_formed) refuse(path_, "is damaged");
  return {json["cursor"].get<std::string>()};
}

void CheckpointFile::write(const Checkpoint& checkpoint) const {
  const nlohmann::json json = {{"cursor", checkpoint.cursor}, {"schema_version", schema_version()}};
  PublishSteps steps = {.sync_content = durable_, .sync_directory = durable_};
  // FLAW checkpoint-in-place: truncated and rewritten where it lies.
  steps.in_place = flaw_seeded(Flaw::checkpoint_in_place);
  PublishedFile file(path_, kPoints, steps);
  file.write(json.dump() + "\n");
  file.publish();
}

}  // namespace pipeline
