// The seccomp programs that a run is started under.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace crashproof {

// Stops at the tracer for every system call of the table that could have a durable effect; lets
// all others run at full speed. with_opens: also for opening to read alone. Built once each. Throws
// std::system_error.
const std::vector<sock_filter>& recording_filter(bool with_opens);

// For runs without a tracer: answers ENOSYS where the recording does.
const std::vector<sock_filter>& free_run_filter();

// A filter that allows what no rule is about. add_rules gets libseccomp's context; foreign_action
// is for calls of other architectures. Throws std::system_error.
std::vector<sock_filter> build_filter(std::uint32_t foreign_action,
                                      const std::function<void(void* context)>& add_rules);

// Installs it on the calling thread, which must have no_new_privs. Safe after vfork. Returns
// false with errno set on failure.
bool install_filter(const std::vector<sock_filter>& filter);

}  // namespace crashproof
