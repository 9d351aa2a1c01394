// The catalogue of seeded flaws.
#include "reference_pipeline/flaws.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace pipeline {
namespace {

constexpr std::array kCatalogue = {
    FlawEntry{Flaw::order_inverted, "order-inverted", "CP001", "kill",
              "the load stage writes the checkpoint before it commits the rows",
              "a kill between the two keeps the claim and loses the rows; no later run looks back"},
    FlawEntry{Flaw::checkpoint_in_place, "checkpoint-in-place", "CP002", "kill",
              "a checkpoint is truncated and rewritten where it lies",
              "a kill in between leaves an empty or half checkpoint, which every rerun refuses"},
    FlawEntry{
        Flaw::artifact_in_place, "artifact-in-place", "CP005", "kill",
        "an artifact is written under its final name",
        "a kill in the midst leaves a short artifact; the rerun sees that it exists and marks "
        "the item done"},
    FlawEntry{Flaw::wall_clock_key, "wall-clock-key", "CP003", "clock, late input",
              "the cursor is last_run_at: a pass loads items with last_run_at < mtime <= now",
              "with the clock set back before the rerun, items look as if from the future and are "
              "passed over; input that arrives late with an older mtime is never loaded"},
    FlawEntry{Flaw::shared_checkpoint, "shared-checkpoint", "CP004", "kill (2 workers or more)",
              "all loaders write one checkpoint, the highest item that any of them has loaded",
              "a kill while a slower loader still has lower items to do loses those: the rerun "
              "starts above them"},
    FlawEntry{Flaw::no_fsync, "no-fsync", "CP009", "power loss",
              "an artifact is renamed into place without fsync of its content",
              "after a power loss the name is there and the item is marked done, but the content "
              "is empty or zeros"},
    FlawEntry{Flaw::no_dirsync, "no-dirsync", "CP009", "power loss",
              "the artifact directory is not fsynced after the rename",
              "after a power loss the item can be marked done while its artifact has no name"},
    FlawEntry{Flaw::flag_before_artifact, "flag-before-artifact", "CP001", "kill",
              "an item is marked done when it is taken, before its artifact is published",
              "a kill in between leaves a done item without artifact; the not-done query never "
              "finds it again"},
    FlawEntry{
        Flaw::flush_marks_in_flight, "flush-marks-in-flight", "CP014", "interrupt",
        "the flush on SIGTERM, SIGINT or SIGHUP also marks the items that were being worked on",
        "an item interrupted before its artifact was published counts as done and never gets "
        "one; a SIGKILL there loses nothing"},
    FlawEntry{Flaw::index_instead_of_key, "index-instead-of-key", "CP017", "late input",
              "the cursor is an index into the sorted listing instead of the key of an item",
              "input that arrives late and sorts first shifts the listing: it is never loaded"},
    FlawEntry{Flaw::failed_item_done, "failed-item-done", "CP015", "errno",
              "an item whose artifact could not be written is marked done all the same",
              "after ENOSPC or EIO the item has no artifact, and no rerun makes one"},
    FlawEntry{Flaw::version_ignored, "version-ignored", "CP011", "changed checkpoint version",
              "a checkpoint with an unknown schema_version is taken for no checkpoint at all",
              "another version's progress is overwritten by a fresh start, without a word"},
    FlawEntry{Flaw::stale_lock, "stale-lock", "CP021", "kill",
              "the lock is a file that exists while a run lives, instead of a lock that dies with "
              "its owner",
              "after a kill the file stays, and every rerun says that another instance is running"},
    FlawEntry{Flaw::checkpoint_at_end, "checkpoint-at-end", "CP008", "kill (more items than N)",
              "done marks, features and rows are committed once at the end, whatever "
              "--checkpoint-every says",
              "nothing is lost, but a late kill makes the rerun do nearly everything again"},
    FlawEntry{Flaw::rename_across_mounts, "rename-across-mounts", "CP019", "kill",
              "temporary files lie on another mount (--temp-dir, else TMPDIR or /tmp), so that the "
              "rename becomes what mv makes of it: copy to the final name, then delete",
              "a kill during the copy leaves a short artifact under its final name; the rerun sees "
              "that it exists and marks the item done"},
    FlawEntry{Flaw::poison_unbounded, "poison-unbounded", "CP007", "poison item",
              "nobody counts how often work on an item was begun and never ended",
              "an item that kills the worker each time comes first in every rerun, and what comes "
              "after it never gets its turn"},
    FlawEntry{Flaw::interrupt_drops_buffer, "interrupt-drops-buffer", "CP014", "interrupt",
              "stopped by SIGTERM, SIGINT or SIGHUP, a loader saves how far it has read, and drops "
              "the rows that it has read and not yet committed",
              "the dropped rows lie below the cursor, so that no rerun loads them; a SIGKILL there "
              "loses nothing"},
};

Flaw seeded = Flaw::none;

}  // namespace

std::span<const FlawEntry> flaw_catalogue() {
  return kCatalogue;
}

const FlawEntry* find_flaw(std::string_view name) {
  const auto entry = std::ranges::find(kCatalogue, name, &FlawEntry::name);
  return entry == kCatalogue.end() ? nullptr : &*entry;
}

std::string describe_flaws() {
  std::string text;
  for (const FlawEntry& entry : kCatalogue) {
    fmt::format_to(std::back_inserter(text),
                   "{}  {}\n  wrong    {}\n  effect   {}\n  exposed by {}\n\n", entry.name,
                   entry.code, entry.wrong, entry.effect, entry.exposed_by);
  }
  return text;
}

void seed_flaw(Flaw flaw) {
  seeded = flaw;
}

bool flaw_seeded(Flaw flaw) {
  return seeded == flaw;
}

}  // namespace pipeline
