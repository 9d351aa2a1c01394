// The settings of an exercise, made into a campaign by the same tables as the command line's.
#pragma once

#include "harness/cli/session.h"
#include "harness/learn/auditor.h"

namespace crashproof::cli {

// Knows only what an exercise's crashproof.toml says: neither a config file that lies about nor
// CRASHPROOF_ variables take part. `session` must outlive it.
learn::Auditor exercise_auditor(const Session& session);

}  // namespace crashproof::cli
