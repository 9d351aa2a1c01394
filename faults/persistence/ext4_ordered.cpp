// ext4 as Linux distributions mount it: data=ordered, delayed allocation, auto_da_alloc.
#include "faults/persistence/journal.h"
#include "faults/persistence/models.h"

namespace crashproof::persistence {
namespace {

std::unique_ptr<SurvivalSource> over_actual(const Effects& effects) {
  return journal_source(
      {.name = ext4_ordered.name, .size_before_data = true, .replacing_waits_for_data = false},
      effects);
}

std::unique_ptr<SurvivalSource> over_documented(const Effects& effects) {
  return journal_source({.name = ext4_ordered_documented.name,
                         .size_before_data = true,
                         .replacing_waits_for_data = true},
                        effects);
}

}  // namespace

const PersistenceModel ext4_ordered{
    .name = "ext4-ordered",
    .summary = "names in order, unsynced data in any order, a file may be NUL after its rename",
    .file_systems = "ext4 with default options",
    .weakness = 2,
    .permits =
        R"(Changes of names, sizes and attributes survive as a prefix, each one whole (observed).
fsync, fdatasync and msync of a file keep its data and size, and the prefix up to the last change of its names, attributes or length (observed); of a directory likewise. sync and syncfs keep everything (documented).
Data that was written over older data and not synced: each 4 KiB page old or new, in no order to names (observed); a page torn at 512 bytes (assumed).
A file that grew: any size from the old to the new one; past the old size each page is data or NUL (observed), never another file's data (assumed). The new size does not come before names that were changed before it (assumed, from the order of the journal).
A file renamed over another, or rewritten after O_TRUNC: old, new, empty, or of full size and NUL (observed on a slow device; the manual says that the data comes first).
Data written after a truncate may survive without the truncate (observed).
A new name: missing, or the file empty, NUL or whole (observed).
sync_file_range keeps nothing (documented).)",
    .fates = {Fate::How::lost, Fate::How::zeros, Fate::How::head, Fate::How::pages},
    .over = over_actual,
};

const PersistenceModel ext4_ordered_documented{
    .name = "ext4-ordered-documented",
    .summary = "ext4 as its manual has it: a file that replaces another has its data",
    .file_systems = "ext4 with nodelalloc, dioread_lock or data=journal",
    .weakness = 1,
    .permits = R"(As ext4-ordered, except:
A file renamed over another is the old or the whole new one: the rename waits for the data (documented: auto_da_alloc).
A file rewritten after O_TRUNC is old, empty, a prefix or new, not NUL (documented for the time after close, which a trace does not show; assumed for the time before).)",
    .fates = {Fate::How::lost, Fate::How::zeros, Fate::How::head, Fate::How::pages},
    .over = over_documented,
};

}  // namespace crashproof::persistence
