// Trace files: damage is refused with TraceFileError, and what is read can be written again.
#include <cstdlib>

#include "harness/record/trace_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/sealed_trace.h"
#include "tests/model/same_trace.h"

namespace crashproof {
namespace {

void read(std::string_view bytes) {
  try {
    const Trace trace = decode_trace(bytes);
    // Not a number is the one value that is not equal to itself.
    if (trace.exit.seconds != trace.exit.seconds) return;
    if (!same_trace(decode_trace(encode_trace(trace)), trace)) std::abort();
  } catch (const TraceFileError&) {
    // This is how damage is to be reported.
  }
}

Trace sample(std::size_t events) {
  Trace trace;
  trace.exit = {RunExit::How::exited, 0, 1.5};
  trace.processes = 2;
  trace.gaps = {{"io_uring_setup refused", "job", 2}};
  for (std::size_t i = 0; i < events; ++i) {
    Event event;
    event.index = i;
    event.kind = static_cast<EventKind>(i % (static_cast<std::size_t>(EventKind::open) + 1));
    event.process = "main/2";
    event.call = "pwrite64";
    event.path = "out.csv";
    event.target = i % 3 == 0 ? "state/ckpt.json" : "";
    event.offset = i * 512;
    event.length = 512;
    event.bytes = trace.blobs->add(std::string(i, 'x'));
    event.mtime_ns = 1700000000000000000 + static_cast<std::int64_t>(i);
    trace.events.push_back(event);
  }
  return trace;
}

// The same trace with no section packed, so that mutations reach the fields in them.
std::string unpacked_sample() {
  const std::string strings("\3\5write\7out.csv\4main", 20);
  const std::string summary("\0\0\0\0\0\0\0\0\0\0\1\0\0\1\0\1\2\0", 18);
  const std::string events("\2\0\x44\2\5\0\xf4\x01\2\1\5\6\7", 13);
  const std::string header = encode_trace(Trace()).substr(0, kTraceHeaderBytes);
  return header + sealed_section("STRS", 0, strings.size(), strings) +
         sealed_section("SUMM", 0, summary.size(), summary) +
         sealed_section("EVNT", 0, events.size(), events) + sealed_section("BLOB", 0, 4, "\3abc") +
         sealed_section("ENDS", 0, 1, "\4");
}

}  // namespace

std::vector<std::string> fuzz_seeds() {
  return {encode_trace(Trace()), encode_trace(sample(2)), encode_trace(sample(60)),
          unpacked_sample(), unpacked_sample()};
}

}  // namespace crashproof

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  crashproof::read(bytes);
  crashproof::read(crashproof::resealed(bytes));
  return 0;
}
