// The flaws that can be seeded, one at a time, with --flaw NAME.
// To add one: an enumerator, an entry in flaws.cpp, and one branch marked "FLAW name" where it
// acts.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pipeline {

enum class Flaw {
  none,
  order_inverted,
  checkpoint_in_place,
  artifact_in_place,
  wall_clock_key,
  shared_checkpoint,
  no_fsync,
  no_dirsync,
  flag_before_artifact,
  flush_marks_in_flight,
  index_instead_of_key,
  failed_item_done,
  version_ignored,
  stale_lock,
  checkpoint_at_end,
  rename_across_mounts,
  poison_unbounded,
  interrupt_drops_buffer,
};

struct FlawEntry {
  Flaw flaw;
  std::string_view name;
  std::string_view code;        // the failure mode that it is an example of, CP0xx
  std::string_view exposed_by;  // kill | power loss | clock | late input | interrupt | …
  std::string_view wrong;       // what the code does
  std::string_view effect;      // what that leads to
};

std::span<const FlawEntry> flaw_catalogue();
// nullptr if there is no flaw of that name.
const FlawEntry* find_flaw(std::string_view name);
// What --flaw list prints.
std::string describe_flaws();

// Seeds the flaw for this process. To be called once, before the first worker starts.
void seed_flaw(Flaw flaw);
bool flaw_seeded(Flaw flaw);

}  // namespace pipeline
