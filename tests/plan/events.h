// Traces for the tests of planning, written down in one line each.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "harness/model/trace.h"

namespace crashproof {

inline Event event(EventKind kind, std::string path, std::string target = "") {
  Event event;
  event.kind = kind;
  event.path = std::move(path);
  event.target = std::move(target);
  return event;
}

inline Event write_event(std::string path, std::uint64_t offset, std::uint64_t length) {
  Event write = event(EventKind::write, std::move(path));
  write.offset = offset;
  write.length = length;
  return write;
}

inline Trace trace_of(std::initializer_list<Event> events) {
  Trace trace;
  trace.events = events;
  for (std::size_t i = 0; i < trace.events.size(); ++i) trace.events[i].index = i;
  return trace;
}

}  // namespace crashproof
