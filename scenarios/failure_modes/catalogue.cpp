// An explicit list. What one cause explains completely comes before what it looks like in part: a
// copy across mounts before a torn artifact, that before a torn checkpoint, shared checkpoints and
// partial barriers before a plain inversion.
#include "scenarios/failure_modes/catalogue.h"

#include <algorithm>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/page.h"

namespace crashproof {

namespace {

std::vector<FailureMode> with_pages(std::vector<FailureMode> all) {
  for (FailureMode& mode : all) {
    const FailureModePage* page = page_of(mode.code);
    if (page == nullptr) continue;
    mode.name = page->name;
    mode.fix = page->fix;
  }
  return all;
}

}  // namespace

const std::vector<FailureMode>& failure_modes() {
  using namespace modes;  // NOLINT(google-build-using-namespace): a list of its names
  static const std::vector<FailureMode> all = with_pages({
      not_durable,
      wall_clock_key,
      unstable_position,
      shared_temporary_name,
      poison_item,
      half_item_saved,
      unsafe_interrupt,
      version_ignored,
      recovery_not_repeatable,
      wrong_checkpoint,
      redo_over_bound,
      cursor_from_destination,
      stale_lock,
      rename_across_mounts,
      torn_artifact,
      torn_checkpoint,
      stuck_claim,
      shared_checkpoint,
      partial_barrier,
      order_inversion,
      duplicate_effect,
  });
  return all;
}

const FailureMode* failure_mode_named(std::string_view code) {
  const auto found = std::ranges::find(failure_modes(), code, &FailureMode::code);
  return found == failure_modes().end() ? nullptr : &*found;
}

}  // namespace crashproof
