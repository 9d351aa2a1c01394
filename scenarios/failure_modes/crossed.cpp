// Four trials and a control.
#include "scenarios/failure_modes/crossed.h"

#include <algorithm>

namespace crashproof::modes {
namespace {

// A file that has nothing to do with it, but was changed before: putting it back must not heal.
const FileHistory* bystander(const Case& c, const Crossed& crossed, std::uint64_t gap) {
  const auto found = std::ranges::find_if(c.ground().files, [&](const FileHistory& file) {
    const FileVersion* version = version_at(file, gap);
    return &file != crossed.a && &file != crossed.b && version != nullptr && version->present &&
           version->whole <= gap;
  });
  return found == c.ground().files.end() ? nullptr : &*found;
}

std::uint64_t before(const FileHistory& file, std::uint64_t gap) {
  const FileVersion* version = version_at(file, gap);
  return version == nullptr || version->from == 0 ? 0 : version->from - 1;
}

}  // namespace

std::optional<Crossed> cross(Case& c) {
  const Window window = window_of(c);
  Crossed crossed;
  crossed.a = file_of_event(c, window.opener);
  crossed.b = file_of_event(c, window.closer);
  if (crossed.a == nullptr || crossed.b == nullptr || crossed.a == crossed.b) return std::nullopt;
  const std::uint64_t before_a = *window.opener;
  const std::uint64_t after_b = *window.closer + 1;
  const CrashPoint end{*window.closer, std::nullopt};
  Prover prover(c);
  crossed.undone = prover.try_it(killed_at(c, end, as_of(c, *crossed.a, before_a)),
                                 "A undone, at the end of the window");
  crossed.applied = prover.try_it(killed_at(c, window.first, as_of(c, *crossed.b, after_b)),
                                  "B done, at the start of the window");
  crossed.swapped =
      prover.try_it(killed_at(c, {after_b, std::nullopt}, as_of(c, *crossed.a, before_a)),
                    "the other order: B done, A not");
  if (const FileHistory* other = bystander(c, crossed, end.after)) {
    const Effect control =
        prover.try_it(killed_at(c, end, as_of(c, *other, before(*other, end.after))),
                      "a control: " + other->path + " undone instead");
    crossed.controlled = control == Effect::same || control == Effect::eases;
  }
  crossed.proofs = prover.take();
  return crossed;
}

}  // namespace crashproof::modes
