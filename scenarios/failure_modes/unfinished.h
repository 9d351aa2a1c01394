// Files that a crash point shows half written: which of them the failure hangs on.
#pragma once

#include <optional>
#include <vector>

#include "scenarios/failure_modes/counterfactual.h"

namespace crashproof::modes {

// Found by putting the file back to its previous whole version, and forward to its next one.
struct Unfinished {
  std::vector<const FileHistory*> files;  // the smallest set that was found; one in most cases
  Effect reverted = Effect::open;
  Effect advanced = Effect::open;
  bool had_earlier = false;      // a whole version came before, or the file was there at the start
  bool survives_resume = false;  // the resume left it as it was
  std::vector<Proof> proofs;
};

// nullopt if nothing is half written, or if it makes no difference. While the case waits, effects
// may be open.
std::optional<Unfinished> unfinished(Case& c);

}  // namespace crashproof::modes
