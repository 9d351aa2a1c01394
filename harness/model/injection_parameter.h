// The parameters of the faults that strike within a run, as values: a description in faults/ checks
// a text by reading it, a trial acts on what was read.
#pragma once

#include <csignal>
#include <cstdint>
#include <string>
#include <string_view>

namespace crashproof {

// Every function here throws std::invalid_argument with one line for a text that is not well
// formed, words and options that it does not know included.

// errno[NAME[,times=N|all]]
struct FailingCall {
  int error = 0;
  std::uint64_t times = 1;  // so many matching calls; 0: each

  bool operator==(const FailingCall&) const = default;
};
FailingCall parse_failing_call(std::string_view text);

// short-write[BYTES]: how many bytes are put down; 1 for "".
std::uint64_t parse_short_write_bytes(std::string_view text);

// library[POINT[,call=N|all][,errno=NAME]]
struct LibraryFailure {
  std::string point;       // as libfiu's preload names it, e.g. "libc/mm/malloc"
  std::uint64_t call = 1;  // the N-th call of the run fails, over all its processes; 0: each
  int error = 0;           // ENOMEM for libc/…, else EIO, unless given

  bool operator==(const LibraryFailure&) const = default;
};
LibraryFailure parse_library_failure(std::string_view text);

// interrupt[TERM|INT|HUP[,group][,again=SIG][,grace=SECONDS]]; TERM for "".
struct StopRequest {
  int signal = SIGTERM;
  bool group = false;        // to the whole process group, as a terminal does
  int again = 0;             // sent while it is stopping; 0: none
  double grace_seconds = 2;  // then SIGKILL

  bool operator==(const StopRequest&) const = default;
};
StopRequest parse_stop_request(std::string_view text);

// kill-one[ROLE], stall[ROLE][,seconds=N]
struct ChosenProcess {
  std::string role;          // as in traces, e.g. "main/2"; "": the one at the position
  double stall_seconds = 1;  // stall: how long nothing more may happen before the rest is killed

  bool operator==(const ChosenProcess&) const = default;
};
ChosenProcess parse_killed_process(std::string_view text);
ChosenProcess parse_stalled_thread(std::string_view text);

// failpoint[NAME[@HIT][=ERRNO]], where HIT counts from 1.
void check_failpoint(std::string_view text);

}  // namespace crashproof
