// XFS: names in order, and a file is only as long as its data.
#include "faults/persistence/journal.h"
#include "faults/persistence/models.h"

namespace crashproof::persistence {
namespace {

std::unique_ptr<SurvivalSource> over(const Effects& effects) {
  return journal_source(
      {.name = xfs.name, .size_before_data = false, .replacing_waits_for_data = false}, effects);
}

}  // namespace

const PersistenceModel xfs{
    .name = "xfs",
    .summary = "names in order, unsynced data later or never, no NUL past the old end",
    .file_systems = "XFS with default options",
    .weakness = 2,
    .permits =
        R"(Changes of names, sizes and attributes survive as a prefix, each one whole (documented as strictly ordered, observed).
fsync, fdatasync and msync of a file keep its data and size, and the prefix up to the last change of its names, attributes or length (observed); of a directory likewise. sync and syncfs keep everything (documented).
Data that was written over older data and not synced: each 4 KiB page old or new, in no order to names (observed); a page torn at 512 bytes (assumed). Also when an older truncate of the file is lost (observed).
A file that grew: its size follows its data, so it is a prefix of what was written, without a NUL tail (documented, observed); cut at page borders or in the middle of a write (assumed). The new size does not come before names that were changed before it (assumed, from the order of the log).
A file renamed over another, or rewritten after O_TRUNC: old, empty, a prefix or new (old, empty and new observed).
A new name: missing, or the file empty, a prefix or whole (observed).)",
    .fates = {Fate::How::lost, Fate::How::head, Fate::How::pages},
    .over = over,
};

}  // namespace crashproof::persistence
