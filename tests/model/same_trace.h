// Equality of traces, which share their blobs by pointer.
#pragma once

#include "harness/model/trace.h"

namespace crashproof {

// Equal in everything that a trace file keeps; contents of blobs, not their addresses.
inline bool same_trace(const Trace& a, const Trace& b) {
  if (a.blobs->size() != b.blobs->size()) return false;
  for (BlobId id = 0; id < a.blobs->size(); ++id) {
    if (a.blobs->get(id) != b.blobs->get(id)) return false;
  }
  return a.events == b.events && a.exit == b.exit && a.gaps == b.gaps &&
         a.refused_writes == b.refused_writes && a.processes == b.processes &&
         a.threads == b.threads && a.leftover_processes == b.leftover_processes;
}

}  // namespace crashproof
