// The seccomp programs that a run is started under.
#pragma once

#include <linux/filter.h>

#include <vector>

namespace crashproof {

// Stops at the tracer for every system call of the table that could have a durable effect; lets
// all others run at full speed. Built once. Throws std::system_error.
const std::vector<sock_filter>& recording_filter();

// For runs without a tracer: answers ENOSYS where the recording does.
const std::vector<sock_filter>& free_run_filter();

// Installs it on the calling thread, which must have no_new_privs. Safe after vfork. Returns
// false with errno set on failure.
bool install_filter(const std::vector<sock_filter>& filter);

}  // namespace crashproof
