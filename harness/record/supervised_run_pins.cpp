// The stops of a run that are about its Pins and not about its files.
#include <fcntl.h>
#include <linux/audit.h>

#include "harness/record/supervised_run.h"
#include "harness/record/tracing.h"

namespace crashproof {
namespace {

// The filter of pins also stops at opening to read; the recorder may not want to see that.
bool recorder_wants(const Launch& launch, const SyscallEntry& entry) {
  const SyscallRow* row = find_syscall(entry.number);
  if (!launch.recorded || row == nullptr) return false;
  if (row->trap != Trap::writing_open || launch.traced_opens) return true;
  const std::uint64_t flags = entry.arguments[static_cast<std::size_t>(row->flags)];
  return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
}

}  // namespace

bool SupervisedRun::answer_pinned(Tracee& tracee, const SyscallEntry& entry) {
  if (!supervision_.launch.pins.any() || entry.architecture != AUDIT_ARCH_X86_64) return false;
  if (tracee.is_held()) return true;
  const PinnedCalls::Answer answer = pinned_.enter(tracee, entry);
  if (answer == PinnedCalls::Answer::not_ours && recorder_wants(supervision_.launch, entry)) {
    return false;
  }
  if (answer == PinnedCalls::Answer::to_exit) {
    run_to_exit_of_call(tracee.tid);
  } else {
    resume(tracee);
  }
  return true;
}

void SupervisedRun::pin_program(const Tracee& tracee) {
  const std::string unpinned = pinned_.prepare(tracee);
  if (!unpinned.empty()) log_.add_gap(unpinned, tracee.process->program);
}

}  // namespace crashproof
