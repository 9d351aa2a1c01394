// A system call fails: with each errno where the kernel would give it.
#include <array>
#include <cerrno>
#include <initializer_list>

#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

using K = EventKind;

// Bits of kinds: constant, where a set would have to be built.
constexpr std::uint64_t bits(std::initializer_list<K> kinds) {
  std::uint64_t all = 0;
  for (const K kind : kinds) all |= std::uint64_t{1} << static_cast<unsigned>(kind);
  return all;
}

constexpr std::uint64_t opening = bits({K::create, K::tmpfile, K::open});
constexpr std::uint64_t naming = bits({K::create, K::tmpfile, K::mkdir, K::mknod, K::symlink,
                                       K::link, K::rename, K::exchange, K::unlink, K::rmdir});
constexpr std::uint64_t attributes =
    bits({K::chmod, K::chown, K::utimens, K::setxattr, K::removexattr});
constexpr std::uint64_t content = bits({K::write, K::truncate, K::allocate});
constexpr std::uint64_t syncing = bits({K::fsync, K::fdatasync, K::sync_range, K::sync, K::msync});
constexpr std::uint64_t growing = bits({K::create, K::tmpfile, K::mkdir, K::mknod, K::symlink,
                                        K::link, K::rename, K::write, K::allocate, K::setxattr});
constexpr std::uint64_t any = opening | naming | attributes | content | syncing;

struct Row {
  int error;
  std::uint64_t kinds;
};
constexpr std::array rows{
    Row{ENOSPC, growing | syncing},
    Row{EDQUOT, growing | syncing},
    Row{EIO, opening | naming | content | syncing},
    Row{EINTR, opening | bits({K::write, K::truncate, K::fsync, K::fdatasync})},
    Row{EMFILE, opening},
    Row{ENFILE, opening},
    Row{EROFS, naming | attributes | bits({K::truncate})},
    Row{EACCES, opening | naming},
    Row{EPERM, naming | attributes},
    Row{EXDEV, bits({K::rename, K::link})},
    Row{EFBIG, content},
    Row{ENOENT, opening | naming},
};

std::uint64_t kinds_for(int error) {
  for (const Row& row : rows) {
    if (row.error == error) return row.kinds;
  }
  return any;
}

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  const std::uint64_t kinds = kinds_for(parse_failing_call(parameter).error);
  const std::vector<std::uint64_t> events = telling_events(
      ground.trace, [&](const Event& event) { return (bits({event.kind}) & kinds) != 0; });
  std::vector<CrashSchedule> all;
  for (const std::uint64_t event : spread(events, most_live_places)) {
    all.push_back({{at("errno", parameter, ground.before(event))}});
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {"ENOSPC", "EIO", "EINTR", "EMFILE", "EROFS"};
}

}  // namespace

const Fault failing_call{
    .name = "errno",
    .summary = "a system call fails with this errno and does nothing",
    .parameter = "NAME[,times=N|all]",
    .example = "errno[EIO]@before:fsync(state/ckpt.json)",
    .problem = problem_of<parse_failing_call>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
