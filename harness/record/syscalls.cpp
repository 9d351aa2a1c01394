// The table of system calls.
#include "harness/record/syscalls.h"

#include <sys/syscall.h>

#include <array>

namespace crashproof {
namespace {

// Newer than the headers of the oldest system that we build on.
constexpr int kFchmodat2 = 452;
constexpr int kSetxattrat = 463;
constexpr int kRemovexattrat = 466;

using enum EventKind;
using enum Trap;

// clang-format off
constexpr SyscallRow kTable[] = {
    {.number = SYS_open, .name = "open", .shape = Shape::open, .kind = create, .trap = writing_open, .path = 0, .flags = 1, .mode = 2},
    {.number = SYS_openat, .name = "openat", .shape = Shape::open, .kind = create, .trap = writing_open, .directory = 0, .path = 1, .flags = 2, .mode = 3},
    {.number = SYS_openat2, .name = "openat2", .shape = Shape::open, .kind = create, .directory = 0, .path = 1, .data = 2, .length = 3},
    {.number = SYS_creat, .name = "creat", .shape = Shape::open, .kind = create, .path = 0, .mode = 1},
    {.number = SYS_open_by_handle_at, .name = "open_by_handle_at", .shape = Shape::open, .kind = truncate, .trap = writing_open, .flags = 2},

    {.number = SYS_write, .name = "write", .shape = Shape::write, .kind = write, .fd = 0, .data = 1, .length = 2},
    {.number = SYS_pwrite64, .name = "pwrite64", .shape = Shape::write, .kind = write, .fd = 0, .data = 1, .length = 2, .offset = 3},
    {.number = SYS_writev, .name = "writev", .shape = Shape::write, .kind = write, .fd = 0, .data = 1, .length = 2, .vector = true},
    {.number = SYS_pwritev, .name = "pwritev", .shape = Shape::write, .kind = write, .fd = 0, .data = 1, .length = 2, .offset = 3, .vector = true},
    {.number = SYS_pwritev2, .name = "pwritev2", .shape = Shape::write, .kind = write, .fd = 0, .data = 1, .length = 2, .offset = 3, .flags = 5, .vector = true},
    {.number = SYS_io_submit, .name = "io_submit", .shape = Shape::submit, .kind = write, .data = 2, .length = 1},

    {.number = SYS_sendfile, .name = "sendfile", .shape = Shape::transfer, .kind = write, .fd = 0, .directory = 1, .length = 3},
    {.number = SYS_copy_file_range, .name = "copy_file_range", .shape = Shape::transfer, .kind = write, .fd = 2, .directory = 0, .length = 4, .offset = 3},
    {.number = SYS_splice, .name = "splice", .shape = Shape::transfer, .kind = write, .fd = 2, .directory = 0, .length = 4, .offset = 3},
    {.number = SYS_ioctl, .name = "ioctl", .shape = Shape::clone_range, .kind = write, .trap = range_clone, .fd = 0, .data = 2, .flags = 1},

    {.number = SYS_truncate, .name = "truncate", .shape = Shape::touch, .kind = truncate, .path = 0, .length = 1},
    {.number = SYS_ftruncate, .name = "ftruncate", .shape = Shape::touch, .kind = truncate, .fd = 0, .length = 1},
    {.number = SYS_fallocate, .name = "fallocate", .shape = Shape::touch, .kind = allocate, .fd = 0, .length = 3, .offset = 2, .mode = 1},

    {.number = SYS_rename, .name = "rename", .shape = Shape::rename, .kind = rename, .path = 0, .target = 1, .follows = false},
    {.number = SYS_renameat, .name = "renameat", .shape = Shape::rename, .kind = rename, .directory = 0, .path = 1, .target_directory = 2, .target = 3, .follows = false},
    {.number = SYS_renameat2, .name = "renameat2", .shape = Shape::rename, .kind = rename, .directory = 0, .path = 1, .target_directory = 2, .target = 3, .flags = 4, .follows = false},

    {.number = SYS_unlink, .name = "unlink", .shape = Shape::remove, .kind = unlink, .path = 0, .follows = false},
    {.number = SYS_unlinkat, .name = "unlinkat", .shape = Shape::remove, .kind = unlink, .directory = 0, .path = 1, .flags = 2, .follows = false},
    {.number = SYS_rmdir, .name = "rmdir", .shape = Shape::remove, .kind = rmdir, .path = 0, .follows = false},

    {.number = SYS_mkdir, .name = "mkdir", .shape = Shape::make, .kind = mkdir, .path = 0, .mode = 1, .follows = false},
    {.number = SYS_mkdirat, .name = "mkdirat", .shape = Shape::make, .kind = mkdir, .directory = 0, .path = 1, .mode = 2, .follows = false},
    {.number = SYS_mknod, .name = "mknod", .shape = Shape::make, .kind = mknod, .path = 0, .mode = 1, .follows = false},
    {.number = SYS_mknodat, .name = "mknodat", .shape = Shape::make, .kind = mknod, .directory = 0, .path = 1, .mode = 2, .follows = false},

    {.number = SYS_link, .name = "link", .shape = Shape::link, .kind = link, .path = 0, .target = 1, .follows = false},
    {.number = SYS_linkat, .name = "linkat", .shape = Shape::link, .kind = link, .directory = 0, .path = 1, .target_directory = 2, .target = 3, .flags = 4, .follows = false},
    {.number = SYS_symlink, .name = "symlink", .shape = Shape::symlink, .kind = symlink, .path = 1, .data = 0, .follows = false},
    {.number = SYS_symlinkat, .name = "symlinkat", .shape = Shape::symlink, .kind = symlink, .directory = 1, .path = 2, .data = 0, .follows = false},

    {.number = SYS_chmod, .name = "chmod", .shape = Shape::touch, .kind = chmod, .path = 0, .mode = 1},
    {.number = SYS_fchmod, .name = "fchmod", .shape = Shape::touch, .kind = chmod, .fd = 0, .mode = 1},
    {.number = SYS_fchmodat, .name = "fchmodat", .shape = Shape::touch, .kind = chmod, .directory = 0, .path = 1, .mode = 2},
    {.number = kFchmodat2, .name = "fchmodat2", .shape = Shape::touch, .kind = chmod, .directory = 0, .path = 1, .flags = 3, .mode = 2},
    {.number = SYS_chown, .name = "chown", .shape = Shape::touch, .kind = chown, .path = 0},
    {.number = SYS_lchown, .name = "lchown", .shape = Shape::touch, .kind = chown, .path = 0, .follows = false},
    {.number = SYS_fchown, .name = "fchown", .shape = Shape::touch, .kind = chown, .fd = 0},
    {.number = SYS_fchownat, .name = "fchownat", .shape = Shape::touch, .kind = chown, .directory = 0, .path = 1, .flags = 4},
    {.number = SYS_utime, .name = "utime", .shape = Shape::touch, .kind = utimens, .path = 0},
    {.number = SYS_utimes, .name = "utimes", .shape = Shape::touch, .kind = utimens, .path = 0},
    {.number = SYS_futimesat, .name = "futimesat", .shape = Shape::touch, .kind = utimens, .directory = 0, .path = 1},
    {.number = SYS_utimensat, .name = "utimensat", .shape = Shape::touch, .kind = utimens, .directory = 0, .path = 1, .flags = 3},

    {.number = SYS_setxattr, .name = "setxattr", .shape = Shape::touch, .kind = setxattr, .path = 0, .target = 1, .data = 2, .length = 3},
    {.number = SYS_lsetxattr, .name = "lsetxattr", .shape = Shape::touch, .kind = setxattr, .path = 0, .target = 1, .data = 2, .length = 3, .follows = false},
    {.number = SYS_fsetxattr, .name = "fsetxattr", .shape = Shape::touch, .kind = setxattr, .fd = 0, .target = 1, .data = 2, .length = 3},
    {.number = kSetxattrat, .name = "setxattrat", .shape = Shape::touch, .kind = setxattr, .directory = 0, .path = 1, .target = 3, .data = 4, .flags = 2},
    {.number = SYS_removexattr, .name = "removexattr", .shape = Shape::touch, .kind = removexattr, .path = 0, .target = 1},
    {.number = SYS_lremovexattr, .name = "lremovexattr", .shape = Shape::touch, .kind = removexattr, .path = 0, .target = 1, .follows = false},
    {.number = SYS_fremovexattr, .name = "fremovexattr", .shape = Shape::touch, .kind = removexattr, .fd = 0, .target = 1},
    {.number = kRemovexattrat, .name = "removexattrat", .shape = Shape::touch, .kind = removexattr, .directory = 0, .path = 1, .target = 3, .flags = 2},

    {.number = SYS_fsync, .name = "fsync", .shape = Shape::touch, .kind = fsync, .fd = 0},
    {.number = SYS_fdatasync, .name = "fdatasync", .shape = Shape::touch, .kind = fdatasync, .fd = 0},
    {.number = SYS_sync_file_range, .name = "sync_file_range", .shape = Shape::touch, .kind = sync_range, .fd = 0, .length = 2, .offset = 1},
    {.number = SYS_syncfs, .name = "syncfs", .shape = Shape::touch, .kind = sync, .fd = 0},
    {.number = SYS_sync, .name = "sync", .shape = Shape::sync, .kind = sync},

    {.number = SYS_sendto, .name = "sendto", .shape = Shape::send, .kind = send, .fd = 0, .target = 4, .data = 1, .length = 2},
    {.number = SYS_sendmsg, .name = "sendmsg", .shape = Shape::send, .kind = send, .fd = 0, .data = 1, .message = true},
    {.number = SYS_sendmmsg, .name = "sendmmsg", .shape = Shape::send, .kind = send, .fd = 0, .data = 1, .length = 2, .message = true},
    {.number = SYS_connect, .name = "connect", .shape = Shape::connect, .kind = send, .fd = 0, .data = 1, .length = 2},
    {.number = SYS_bind, .name = "bind", .shape = Shape::bind, .kind = mknod, .fd = 0, .data = 1, .length = 2, .follows = false},

    {.number = SYS_mmap, .name = "mmap", .shape = Shape::map, .kind = mapped_store, .trap = shared_map, .fd = 4, .length = 1, .flags = 3, .mode = 2},
    {.number = SYS_mprotect, .name = "mprotect", .shape = Shape::protect, .kind = mapped_store, .trap = made_writable, .flags = 2},
    {.number = SYS_pkey_mprotect, .name = "pkey_mprotect", .shape = Shape::protect, .kind = mapped_store, .trap = made_writable, .flags = 2},
    {.number = SYS_msync, .name = "msync", .shape = Shape::map_sync, .kind = msync, .data = 0, .length = 1, .flags = 2},

    {.number = SYS_chdir, .name = "chdir", .shape = Shape::hold},
    {.number = SYS_fchdir, .name = "fchdir", .shape = Shape::hold},

    {.number = SYS_io_uring_setup, .name = "io_uring_setup", .shape = Shape::refuse},
    {.number = SYS_ptrace, .name = "ptrace", .shape = Shape::report},
    {.number = SYS_chroot, .name = "chroot", .shape = Shape::report},
    {.number = SYS_pivot_root, .name = "pivot_root", .shape = Shape::report},
    {.number = SYS_mount, .name = "mount", .shape = Shape::report},
    {.number = SYS_umount2, .name = "umount2", .shape = Shape::report},
    {.number = SYS_move_mount, .name = "move_mount", .shape = Shape::report},
    {.number = SYS_unshare, .name = "unshare", .shape = Shape::report, .trap = new_mounts, .flags = 0},
    {.number = SYS_setns, .name = "setns", .shape = Shape::report},
};
// clang-format on

constexpr std::size_t kNumbers = 512;

std::array<const SyscallRow*, kNumbers> rows_by_number() {
  std::array<const SyscallRow*, kNumbers> rows{};
  for (const SyscallRow& row : kTable) rows[static_cast<std::size_t>(row.number)] = &row;
  return rows;
}

}  // namespace

std::span<const SyscallRow> syscall_table() {
  return kTable;
}

const SyscallRow* find_syscall(std::uint64_t number) {
  static const std::array<const SyscallRow*, kNumbers> rows = rows_by_number();
  return number < kNumbers ? rows[number] : nullptr;
}

bool counts_bytes(const SyscallRow& row) {
  return row.shape == Shape::write || row.shape == Shape::transfer || row.number == SYS_sendto;
}

}  // namespace crashproof
