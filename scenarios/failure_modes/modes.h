// The failure modes that the catalogue lists, each defined in the file of its name.
#pragma once

#include "harness/model/failure_mode.h"

namespace crashproof::modes {

extern const FailureMode order_inversion;          // CP001
extern const FailureMode torn_checkpoint;          // CP002
extern const FailureMode wall_clock_key;           // CP003
extern const FailureMode shared_checkpoint;        // CP004
extern const FailureMode torn_artifact;            // CP005
extern const FailureMode stuck_claim;              // CP006
extern const FailureMode poison_item;              // CP007
extern const FailureMode redo_over_bound;          // CP008
extern const FailureMode not_durable;              // CP009
extern const FailureMode duplicate_effect;         // CP010
extern const FailureMode version_ignored;          // CP011
extern const FailureMode wrong_checkpoint;         // CP012
extern const FailureMode recovery_not_repeatable;  // CP013
extern const FailureMode unsafe_interrupt;         // CP014
extern const FailureMode half_item_saved;          // CP015
extern const FailureMode cursor_from_destination;  // CP016
extern const FailureMode unstable_position;        // CP017
extern const FailureMode shared_temporary_name;    // CP018
extern const FailureMode rename_across_mounts;     // CP019
extern const FailureMode partial_barrier;          // CP020
extern const FailureMode stale_lock;               // CP021

}  // namespace crashproof::modes
