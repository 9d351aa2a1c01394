// The stub as assembly. It lies among the constants, since it is only ever copied.
#include "harness/record/clock_stub.h"

// Three functions of the C calling convention, then their variables. CLOCK_REALTIME_COARSE and its
// kin are recognised by a bit each in `wall`; any other clock, and all of them if no bit is set, is
// asked by a plain system call, at which the filter stops if it shows wall time.
asm(R"(
  .pushsection .rodata.crashproof_clock_stub, "a", @progbits
  .balign 16
crashproof_stub_begin:

crashproof_stub_clock_gettime:      # rdi: clock, rsi: struct timespec*
  endbr64
  cmpl  $31, %edi
  ja    1f
  movl  crashproof_stub_wall(%rip), %eax
  btl   %edi, %eax
  jc    2f
1:
  xorl  %r9d, %r9d                  # never the password by accident
  movl  $228, %eax
  syscall
  ret
2:
  movq  crashproof_stub_seconds(%rip), %rdx
  movq  crashproof_stub_nanoseconds(%rip), %r8
  xorl  %eax, %eax
  cmpl  $0, crashproof_stub_frozen(%rip)
  jne   3f
  movq  crashproof_stub_password(%rip), %r9
  movl  $228, %eax
  syscall
  xorl  %r9d, %r9d                  # nor left behind for somebody's own system call
  testl %eax, %eax
  jnz   4f
  addq  8(%rsi), %r8
  addq  (%rsi), %rdx
  cmpq  $1000000000, %r8
  jb    3f
  subq  $1000000000, %r8
  incq  %rdx
3:
  movq  %rdx, (%rsi)
  movq  %r8, 8(%rsi)
4:
  ret

crashproof_stub_gettimeofday:       # rdi: struct timeval* or null, rsi: struct timezone* or null
  endbr64
  pushq %rdi
  pushq %rsi
  subq  $16, %rsp
  xorl  %edi, %edi
  movq  %rsp, %rsi
  call  crashproof_stub_clock_gettime
  popq  %r8
  popq  %rax
  popq  %rsi
  popq  %rdi
  testq %rdi, %rdi
  jz    5f
  movq  %r8, (%rdi)
  xorl  %edx, %edx
  movl  $1000, %ecx
  divq  %rcx
  movq  %rax, 8(%rdi)
5:
  testq %rsi, %rsi
  jz    6f
  movq  $0, (%rsi)
6:
  xorl  %eax, %eax
  ret

crashproof_stub_time:               # rdi: time_t* or null
  endbr64
  pushq %rdi
  subq  $16, %rsp
  xorl  %edi, %edi
  movq  %rsp, %rsi
  call  crashproof_stub_clock_gettime
  popq  %rax
  popq  %rcx
  popq  %rdi
  testq %rdi, %rdi
  jz    7f
  movq  %rax, (%rdi)
7:
  ret

  .balign 8
crashproof_stub_variables:
crashproof_stub_password:     .quad 0
crashproof_stub_seconds:      .quad 0
crashproof_stub_nanoseconds:  .quad 0
crashproof_stub_wall:         .long 0
crashproof_stub_frozen:       .long 0
  .popsection

  .macro crashproof_export name
  .globl \name
  .hidden \name
  .endm
  crashproof_export crashproof_stub_begin
  crashproof_export crashproof_stub_clock_gettime
  crashproof_export crashproof_stub_gettimeofday
  crashproof_export crashproof_stub_time
  crashproof_export crashproof_stub_variables
)");

extern "C" {
extern const char crashproof_stub_begin[];
extern const char crashproof_stub_clock_gettime[];
extern const char crashproof_stub_gettimeofday[];
extern const char crashproof_stub_time[];
extern const char crashproof_stub_variables[];
}

namespace crashproof {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// As at the end of the assembly.
struct Variables {
  std::uint64_t password = kClockPassword;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::uint32_t wall = 0;
  std::uint32_t frozen = 0;
};

Variables variables_for(const WallClock& clock) {
  Variables variables;
  const bool fixed = clock.kind == WallClock::Kind::fixed;
  const std::int64_t value = fixed ? clock.instant_ns : clock.shift_ns;
  variables.frozen = fixed ? 1 : 0;
  variables.nanoseconds = (value % kSecond + kSecond) % kSecond;
  variables.seconds = (value - variables.nanoseconds) / kSecond;
  // The tracer counts the looks at a stepped clock: every one has to come to it.
  const bool asks_tracer = clock.kind == WallClock::Kind::stepped;
  for (int id = 0; id < 32 && !asks_tracer; ++id) {
    if (is_wall_clock(id)) variables.wall |= 1u << static_cast<unsigned>(id);
  }
  return variables;
}

std::uint64_t offset_of(const char* label) {
  return static_cast<std::uint64_t>(label - crashproof_stub_begin);
}

}  // namespace

ClockStub clock_stub(const WallClock& clock) {
  const Variables variables = variables_for(clock);
  ClockStub stub;
  stub.code.assign(crashproof_stub_begin, offset_of(crashproof_stub_variables));
  stub.code.append(reinterpret_cast<const char*>(&variables), sizeof variables);
  stub.clock_gettime = offset_of(crashproof_stub_clock_gettime);
  stub.gettimeofday = offset_of(crashproof_stub_gettimeofday);
  stub.time = offset_of(crashproof_stub_time);
  return stub;
}

}  // namespace crashproof
