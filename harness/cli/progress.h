// Progress for people on stderr: a few lines rewritten on a terminal, few plain lines elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/cli/status_view.h"

namespace crashproof::cli {

struct TerminalSize {
  std::size_t columns = 0;  // 0: this is no terminal
  std::size_t rows = 0;     // 0: not known
};

class ProgressPrinter {
 public:
  using Clock = std::chrono::steady_clock;
  using Now = std::function<Clock::time_point()>;
  using Sink = std::function<void(const std::string& text)>;
  using Size = std::function<TerminalSize()>;

  // `size` is that of the terminal that sink writes to, asked before each time it is drawn on.
  ProgressPrinter(Sink sink, Size size, bool colour, Now now = Clock::now);
  // Safe to call from several threads.
  void show(const Progress& progress);
  // Takes away what was drawn, for what is printed next.
  void finish();

 private:
  void begin_stage(const Progress& progress, Clock::time_point time);
  void take(const Progress& progress);
  void print_line(const std::string& text);
  void draw(const TerminalSize& size);
  // What takes away the lines that are there on a terminal of this width; "" if there are none.
  std::string erasing(std::size_t columns) const;
  std::string stage_text(const Progress& progress, Clock::time_point time) const;

  std::mutex mutex_;
  Sink sink_;
  Size size_;
  bool colour_;
  Now now_;
  Status status_;
  std::string stage_;
  std::uint64_t stage_done_at_start_ = 0;
  Clock::time_point stage_start_;
  Clock::time_point last_shown_;
  std::vector<std::size_t> drawn_;  // how long the lines are that stand on the terminal
};

struct ProgressStyle {
  bool quiet = false;
  bool plain = false;  // lines, even on a terminal
  bool colour = true;
};

// To stderr as it is; a listener that says nothing if quiet.
ProgressListener stderr_progress(const ProgressStyle& style);
// Takes away what stderr_progress's listener has left on the terminal.
void finish_stderr_progress();

}  // namespace crashproof::cli
