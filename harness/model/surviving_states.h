// The disk contents that Survivals of one trace mean: how each differs from a plain replay, and a
// hash by which equal ones are known.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/model/effects.h"
#include "harness/model/image.h"
#include "harness/model/path_change.h"
#include "harness/model/survival.h"

namespace crashproof {

// What becomes of the Event; lost also where it had not happened.
Fate fate_of(std::uint64_t event, const Survival& survival, const Effects& effects);

// Cheap for survivals in order of their base, for which it rolls an Image forward; going back costs
// the trace up to the new base. The Effects must outlive it.
class SurvivingStates {
 public:
  explicit SurvivingStates(const Effects& effects);

  // The gap whose plain replay is nearest: to which the mirror is rolled before changes are made.
  static std::uint64_t base_of(const Survival& survival) { return survival.names_upto; }

  // Equal for equal states, see Image::hash.
  std::uint64_t hash(const Survival& survival);
  // The same of the state that a kill after so many Events leaves.
  std::uint64_t plain_hash(std::uint64_t gap);

  // How the state differs from the plain replay at base_of(): to be done in this order. A path that
  // is first absent and then something belongs to another file than before; one that only becomes
  // a file keeps its inode. Owners and extended attributes are those of the replay. Throws
  // std::length_error for a file of more than 4 GiB.
  std::vector<PathChange> changes(const Survival& survival);
  // Their paths alone, without reading contents.
  std::vector<std::string> changed_paths(const Survival& survival);

  // The regular files among these paths of the workspace as they were after so many Events. Costs
  // what lies between that and the base of the survival last asked for.
  std::vector<PathChange> files_at(std::uint64_t gap, const std::set<std::string>& paths);

 private:
  struct Checkpoint {
    std::size_t changes = 0;  // so many of the file's changes of content are in it
    Content content;
  };

  void roll_to(std::uint64_t gap);
  Image state_of(const Survival& survival);
  Survival plain_from_base(std::uint64_t gap) const;
  void change_names(const Survival& survival, Image& fork) const;
  void change_files(const Survival& survival, Image& fork);
  std::vector<FileId> files_that_may_differ(const Survival& survival) const;
  Content content_after(FileId file, std::size_t changes);
  std::optional<Content> surviving_content(FileId file, const Survival& survival);
  std::uint32_t surviving_mode(FileId file, const Survival& survival) const;
  std::int64_t surviving_mtime_ns(FileId file, const Survival& survival) const;
  void add_change(const ImageNode& node, const Image& fork, const Survival& survival,
                  std::vector<PathChange>& changes) const;

  const Effects& effects_;
  Image base_;
  std::map<FileId, std::vector<Checkpoint>> checkpoints_;
};

}  // namespace crashproof
