// The trace on disk: versioned, checksummed, documented in docs/TRACE_FORMAT.md.
#pragma once

#include <stdexcept>
#include <string>

#include "harness/model/trace.h"

namespace crashproof {

// A file that is not a whole trace of a version that we know: says which and at what byte.
struct TraceFileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Writes atomically (temporary name beside it, fsync, rename). Throws std::system_error.
void write_trace(const Trace& trace, const std::string& path);
// Throws TraceFileError or, if the file cannot be read, std::system_error.
Trace read_trace(const std::string& path);
// The same from memory, for tests and fuzzing.
std::string encode_trace(const Trace& trace);
Trace decode_trace(std::string_view bytes);

}  // namespace crashproof
