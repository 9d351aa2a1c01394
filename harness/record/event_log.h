// The Trace while it is being made, and the position at which the run is to be killed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/schedule.h"
#include "harness/model/trace.h"

namespace crashproof {

class EventLog {
 public:
  EventLog(const std::optional<Position>& kill_at, bool keep_bytes);

  // Numbers the event and adds it with these bytes. After close it is dropped.
  void record(Event event, std::string_view bytes = {});
  void add_gap(std::string_view what, std::string_view detail);
  void add_refused(const std::string& path, const std::string& program);
  // Nothing that happens from now on belongs to the run.
  void close() { closed_ = true; }

  // True once an event was recorded after which the run is to be killed.
  bool kill_reached() const { return kill_reached_; }
  // True if the run is to be killed before this event, which is about to happen.
  bool kills_before(const Event& expected) const;
  // How many bytes of this write are to be let through before the kill; 0: it is not the one.
  std::uint64_t cut_of(const Event& expected) const;
  // The position was reached in a way that the log does not see.
  void reach_kill() { kill_reached_ = true; }
  bool kills_at_start() const;
  bool keeps_bytes() const { return keep_bytes_; }

  Trace& trace() { return trace_; }
  // Moves the gaps into the trace and hands it over.
  Trace take();

 private:
  bool matches(const Event& event) const;
  bool is_turn() const { return kill_at_ && matched_ + 1 == kill_at_->occurrence; }
  void note_position(const Event& event);

  std::optional<Position> kill_at_;
  bool keep_bytes_;
  bool closed_ = false;
  bool kill_reached_ = false;
  std::uint64_t matched_ = 0;
  Trace trace_;
  std::map<std::string, Gap, std::less<>> gaps_;
  std::map<std::string, Gap, std::less<>> refused_;
};

}  // namespace crashproof
