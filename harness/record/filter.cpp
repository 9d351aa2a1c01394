// Turns the table of system calls into seccomp programs, through libseccomp.
#include "harness/record/filter.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <system_error>

#include "harness/record/file_descriptor.h"
#include "harness/record/syscalls.h"

namespace crashproof {
namespace {

using Context = std::unique_ptr<void, decltype(&seccomp_release)>;

void check(int result, const char* what) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), what);
}

scmp_arg_cmp has_bits(int argument, std::uint64_t mask, std::uint64_t value) {
  return SCMP_CMP64(static_cast<unsigned>(argument), SCMP_CMP_MASKED_EQ, mask, value);
}

void trap(scmp_filter_ctx context, const SyscallRow& row, std::vector<scmp_arg_cmp> conditions) {
  check(seccomp_rule_add_array(context, SCMP_ACT_TRACE(0), row.number,
                               static_cast<unsigned>(conditions.size()), conditions.data()),
        "cannot build the seccomp filter");
}

// Each condition is one line of the table Trap; several lines of one call are alternatives.
void add_row(scmp_filter_ctx context, const SyscallRow& row) {
  const auto flag = [&](std::uint64_t bit) { trap(context, row, {has_bits(row.flags, bit, bit)}); };
  switch (row.trap) {
    case Trap::always:
      return trap(context, row, {});
    case Trap::writing_open:
      trap(context, row, {has_bits(row.flags, O_ACCMODE, O_WRONLY)});
      trap(context, row, {has_bits(row.flags, O_ACCMODE, O_RDWR)});
      flag(O_CREAT);
      return flag(O_TRUNC);
    case Trap::shared_map:
      return trap(context, row, {has_bits(row.flags, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED)});
    case Trap::made_writable:
      return trap(context, row, {has_bits(row.flags, PROT_WRITE, PROT_WRITE)});
    case Trap::range_clone:
      trap(context, row, {has_bits(row.flags, 0xffffffffu, FICLONE)});
      return trap(context, row, {has_bits(row.flags, 0xffffffffu, FICLONERANGE)});
    case Trap::new_mounts:
      return flag(CLONE_NEWNS);
  }
}

std::vector<sock_filter> exported(scmp_filter_ctx context) {
  FileDescriptor file(::memfd_create("filter", MFD_CLOEXEC));
  if (!file) throw std::system_error(errno, std::generic_category(), "memfd_create");
  check(seccomp_export_bpf(context, file.get()), "cannot export the seccomp filter");
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  std::vector<sock_filter> program(static_cast<std::size_t>(size) / sizeof(sock_filter));
  if (::pread(file.get(), program.data(), static_cast<std::size_t>(size), 0) != size) {
    throw std::system_error(EIO, std::generic_category(), "cannot read the seccomp filter");
  }
  return program;
}

}  // namespace

std::vector<sock_filter> build_filter(std::uint32_t foreign_action,
                                      const std::function<void(void* context)>& add_rules) {
  Context context(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (!context) throw std::system_error(ENOMEM, std::generic_category(), "seccomp_init");
  check(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, foreign_action),
        "cannot set the seccomp action for other architectures");
  // A binary tree over the numbers: most calls of a program are none of ours.
  check(seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "cannot sort the filter");
  add_rules(context.get());
  return exported(context.get());
}

namespace {

std::vector<sock_filter> build_recording(bool with_opens) {
  // System calls of another architecture (32-bit programs) are reported by the tracer.
  return build_filter(SCMP_ACT_TRACE(0), [with_opens](scmp_filter_ctx context) {
    for (SyscallRow row : syscall_table()) {
      if (with_opens && row.trap == Trap::writing_open) row.trap = Trap::always;
      add_row(context, row);
    }
  });
}

}  // namespace

const std::vector<sock_filter>& recording_filter(bool with_opens) {
  if (with_opens) {
    static const std::vector<sock_filter> all = build_recording(true);
    return all;
  }
  static const std::vector<sock_filter> usual = build_recording(false);
  return usual;
}

const std::vector<sock_filter>& free_run_filter() {
  static const std::vector<sock_filter> program =
      build_filter(SCMP_ACT_ALLOW, [](scmp_filter_ctx context) {
        for (const SyscallRow& row : syscall_table()) {
          if (row.shape != Shape::refuse) continue;
          check(seccomp_rule_add_array(context, SCMP_ACT_ERRNO(ENOSYS), row.number, 0, nullptr),
                "cannot build the seccomp filter");
        }
      });
  return program;
}

bool install_filter(const std::vector<sock_filter>& filter) {
  sock_fprog program{};
  program.len = static_cast<unsigned short>(filter.size());
  program.filter = const_cast<sock_filter*>(filter.data());
  // Without SPEC_ALLOW some kernels slow the whole process down.
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                   &program) == 0;
}

}  // namespace crashproof
