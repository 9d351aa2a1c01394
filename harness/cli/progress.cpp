// Rates and times left come from the current stage alone, since stages differ in pace.
#include "harness/cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto shortest_rewrite = milliseconds(100);  // ten times a second
constexpr auto longest_silence = seconds(10);
constexpr double settled_seconds = 0.5;  // before that a rate says nothing
constexpr std::size_t usual_columns = 80;
constexpr std::string_view clear_line = "\r\x1b[K";

std::string time_left(double left_seconds) {
  if (left_seconds < 90) return fmt::format("{:.0f} s left", left_seconds);
  if (left_seconds < 5400) return fmt::format("{:.0f} min left", left_seconds / 60);
  return fmt::format("{:.1f} h left", left_seconds / 3600);
}

std::size_t columns_of_stderr() {
  if (isatty(STDERR_FILENO) == 0) return 0;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return 0;
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : usual_columns;
}

ProgressPrinter& stderr_printer() {
  static ProgressPrinter printer(
      [](const std::string& text) {
        std::fputs(text.c_str(), stderr);
        std::fflush(stderr);
      },
      columns_of_stderr());
  return printer;
}

}  // namespace

ProgressPrinter::ProgressPrinter(Sink sink, std::size_t columns, Now now)
    : sink_(std::move(sink)), columns_(columns), now_(std::move(now)) {}

void ProgressPrinter::show(const Progress& progress) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Clock::time_point time = now_();
  if (!progress.news.empty()) print_line(printable(progress.news));
  const bool new_stage = progress.stage != stage_;
  if (new_stage) begin_stage(progress, time);
  const bool complete = progress.total > 0 && progress.done == progress.total;
  if (columns_ > 0) {
    if (new_stage || complete || time - last_shown_ >= shortest_rewrite) {
      rewrite_line(status(progress, time));
      last_shown_ = time;
    }
  } else if (new_stage || time - last_shown_ >= longest_silence) {
    print_line(status(progress, time));
    last_shown_ = time;
  }
}

void ProgressPrinter::finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (line_is_open_) sink_(std::string(clear_line));
  line_is_open_ = false;
  stage_.clear();
}

void ProgressPrinter::begin_stage(const Progress& progress, Clock::time_point time) {
  stage_ = progress.stage;
  stage_start_ = time;
  // What an interrupted campaign had done already says nothing about today's pace.
  stage_done_at_start_ = progress.done;
}

void ProgressPrinter::print_line(const std::string& text) {
  sink_((line_is_open_ ? std::string(clear_line) : "") + text + "\n");
  line_is_open_ = false;
}

void ProgressPrinter::rewrite_line(const std::string& text) {
  // A line that fills the terminal would wrap, and then not be rewritten. Stages are ASCII.
  sink_(std::string(clear_line) + text.substr(0, columns_ - 1));
  line_is_open_ = true;
}

std::string ProgressPrinter::status(const Progress& progress, Clock::time_point time) const {
  std::string text = "crashproof: " + printable(progress.stage);
  if (progress.total > 0) text += fmt::format(" {}/{}", progress.done, progress.total);
  const double elapsed = duration<double>(time - stage_start_).count();
  const std::uint64_t done_now = progress.done - std::min(progress.done, stage_done_at_start_);
  if (done_now > 0 && elapsed >= settled_seconds) {
    const double rate = static_cast<double>(done_now) / elapsed;
    text += fmt::format(", {:.1f}/s", rate);
    if (progress.total > progress.done)
      text += ", " + time_left(static_cast<double>(progress.total - progress.done) / rate);
  }
  if (progress.violations > 0)
    text +=
        fmt::format(", {} violation{}", progress.violations, progress.violations == 1 ? "" : "s");
  return text;
}

ProgressListener stderr_progress(bool quiet) {
  if (quiet) return [](const Progress&) {};
  return [](const Progress& progress) { stderr_printer().show(progress); };
}

void finish_stderr_progress() {
  stderr_printer().finish();
}

}  // namespace crashproof::cli
