// Traces written down Event by Event, so that a test says what a run does and nothing more.
#pragma once

#include <cstdint>
#include <string>

#include "harness/model/trace.h"

namespace crashproof {

// A trace in the making.
class Recording {
 public:
  Recording& event(EventKind kind, const std::string& path, const std::string& target = "",
                   const std::string& role = "main") {
    Event event;
    event.index = trace_.events.size();
    event.kind = kind;
    event.process = role;
    event.path = path;
    event.target = target;
    trace_.events.push_back(event);
    return *this;
  }
  Recording& write(const std::string& path, std::uint64_t offset, const std::string& bytes) {
    event(EventKind::write, path);
    trace_.events.back().offset = offset;
    trace_.events.back().length = bytes.size();
    trace_.events.back().bytes = trace_.blobs->add(bytes);
    return *this;
  }
  Recording& open(const std::string& path, const std::string& role = "main") {
    return event(EventKind::open, path, "", role);
  }
  operator Trace() const { return trace_; }  // NOLINT: a trace is what it is for

 private:
  Trace trace_;
};

}  // namespace crashproof
