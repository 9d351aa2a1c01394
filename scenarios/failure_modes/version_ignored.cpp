// CP011: a checkpoint of an unknown version is taken for none, and written over.
#include <fmt/format.h>

#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "version")) return std::nullopt;
  const std::string& path = c.finding().example.overwritten;
  std::optional<Diagnosis> diagnosis = only_beyond_a_kill(
      c, "CP011",
      fmt::format("{} says that another version wrote it; the rerun goes on all the same, and what "
                  "that version had saved is gone",
                  path.empty() ? "the checkpoint" : path));
  if (diagnosis && !path.empty()) diagnosis->blamed = {path};
  return diagnosis;
}

}  // namespace

const FailureMode version_ignored{"CP011", recognise};

}  // namespace crashproof::modes
