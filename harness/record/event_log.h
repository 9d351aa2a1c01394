// The Trace while it is being made.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "harness/model/trace.h"
#include "harness/record/injector.h"

namespace crashproof {

class EventLog {
 public:
  // Tells the injector, which has to outlive it, of each Event.
  EventLog(Injector& injector, bool keep_bytes) : injector_(injector), keep_bytes_(keep_bytes) {}

  // Numbers the event and adds it with these bytes.
  void record(Event event, std::string_view bytes = {});
  void add_gap(std::string_view what, std::string_view detail);
  void add_refused(const std::string& path, const std::string& program);
  bool keeps_bytes() const { return keep_bytes_; }

  Trace& trace() { return trace_; }
  // Moves the gaps into the trace and hands it over.
  Trace take();

 private:
  Injector& injector_;
  bool keep_bytes_;
  Trace trace_;
  std::map<std::string, Gap, std::less<>> gaps_;
  std::map<std::string, Gap, std::less<>> refused_;
};

}  // namespace crashproof
