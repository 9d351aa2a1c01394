// Progress for people on stderr: one line rewritten on a terminal, few plain lines elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>

#include "harness/campaign/campaign.h"

namespace crashproof::cli {

class ProgressPrinter {
 public:
  using Clock = std::chrono::steady_clock;
  using Now = std::function<Clock::time_point()>;
  using Sink = std::function<void(const std::string& text)>;

  // `columns` is the width of the terminal that sink writes to, 0 if it is none.
  ProgressPrinter(Sink sink, std::size_t columns, Now now = Clock::now);
  // Safe to call from several threads.
  void show(const Progress& progress);
  // Leaves the terminal's line empty, for what is printed next.
  void finish();

 private:
  void begin_stage(const Progress& progress, Clock::time_point time);
  void print_line(const std::string& text);
  void rewrite_line(const std::string& text);
  std::string status(const Progress& progress, Clock::time_point time) const;

  std::mutex mutex_;
  Sink sink_;
  std::size_t columns_;
  Now now_;
  std::string stage_;
  std::uint64_t stage_done_at_start_ = 0;
  Clock::time_point stage_start_;
  Clock::time_point last_shown_;
  bool line_is_open_ = false;
};

// To stderr as it is; a listener that says nothing if `quiet`.
ProgressListener stderr_progress(bool quiet);
// Ends the line that stderr_progress's listener has left open.
void finish_stderr_progress();

}  // namespace crashproof::cli
