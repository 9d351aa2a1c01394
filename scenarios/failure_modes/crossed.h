// The crossed test of an order between two files: A before B is what fails; without A it passes,
// with B as well it passes, and B before A, the other order, passes too.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/model/case.h"
#include "scenarios/failure_modes/counterfactual.h"

namespace crashproof::modes {

struct Crossed {
  const FileHistory* a = nullptr;  // changed by the window's opener
  const FileHistory* b = nullptr;  // by its closer
  Effect undone = Effect::open;    // A as before the window, at the window's end
  Effect applied = Effect::open;   // B as after the window, at its start
  Effect swapped = Effect::open;   // B without A
  bool controlled = false;         // the same change of another file does not heal
  std::vector<Proof> proofs;

  bool holds() const { return a != nullptr && b != nullptr && turns(undone) && turns(applied); }
};

// nullopt if the window has no two Events of two files at its ends. While the case waits, effects
// may be open.
std::optional<Crossed> cross(Case& c);

}  // namespace crashproof::modes
