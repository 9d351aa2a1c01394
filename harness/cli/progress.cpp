// Rates and times left come from the current stage alone, since stages differ in pace.
#include "harness/cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

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

std::string time_left(double left_seconds) {
  if (left_seconds < 90) return fmt::format("{:.0f} s left", left_seconds);
  if (left_seconds < 5400) return fmt::format("{:.0f} min left", left_seconds / 60);
  return fmt::format("{:.1f} h left", left_seconds / 3600);
}

TerminalSize size_of_stderr() {
  if (isatty(STDERR_FILENO) == 0) return {};
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return {};
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? TerminalSize{size.ws_col, size.ws_row} : TerminalSize{usual_columns, 0};
}

// There is one terminal. Made anew for each listener, before which nothing is drawn.
std::unique_ptr<ProgressPrinter>& stderr_printer() {
  static std::unique_ptr<ProgressPrinter> printer;
  return printer;
}

std::size_t visible_length(const std::string& line) {
  std::size_t length = 0;
  bool in_escape = false;
  for (const char c : line) {
    if (c == '\x1b') {
      in_escape = true;
    } else if (in_escape) {
      in_escape = c != 'm';
    } else {
      ++length;
    }
  }
  return length;
}

}  // namespace

ProgressPrinter::ProgressPrinter(Sink sink, Size size, bool colour, Now now)
    : sink_(std::move(sink)), size_(std::move(size)), colour_(colour), now_(std::move(now)) {}

void ProgressPrinter::show(const Progress& progress) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Clock::time_point time = now_();
  if (!progress.news.empty()) print_line(printable(progress.news));
  if (progress.stage.empty()) return;
  const bool new_stage = progress.stage != stage_;
  if (new_stage) begin_stage(progress, time);
  take(progress);
  const bool complete = progress.total > 0 && progress.done == progress.total;
  const TerminalSize size = size_();
  const bool is_terminal = size.columns > 0;
  const auto silence = time - last_shown_;
  const bool due =
      is_terminal ? complete || silence >= shortest_rewrite : silence >= longest_silence;
  if (!new_stage && !due) return;
  status_.stage = stage_text(progress, time);
  if (is_terminal) {
    draw(size);
  } else {
    print_line(status_.stage);
  }
  last_shown_ = time;
}

void ProgressPrinter::finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!drawn_.empty()) sink_(erasing(size_().columns));
  drawn_.clear();
  stage_.clear();
}

void ProgressPrinter::begin_stage(const Progress& progress, Clock::time_point time) {
  stage_ = progress.stage;
  stage_start_ = time;
  // What an interrupted campaign had done already says nothing about today's pace.
  stage_done_at_start_ = progress.done;
}

void ProgressPrinter::take(const Progress& progress) {
  if (!progress.causes.empty()) status_.causes = progress.causes;
  if (!progress.mark) return;
  status_.map.add(*progress.mark);
  for (const std::string& check : progress.mark->checks) ++status_.failed_checks[check];
}

void ProgressPrinter::print_line(const std::string& text) {
  sink_((drawn_.empty() ? "" : erasing(size_().columns)) + text + "\n");
  drawn_.clear();
}

void ProgressPrinter::draw(const TerminalSize& size) {
  std::string text = erasing(size.columns);
  drawn_.clear();
  for (const std::string& line : status_lines(status_, size.columns, size.rows, colour_)) {
    text += (drawn_.empty() ? "" : "\r\n") + line;
    drawn_.push_back(visible_length(line));
  }
  sink_(text);
}

std::string ProgressPrinter::erasing(std::size_t columns) const {
  if (drawn_.empty()) return "\r\x1b[J";
  // A terminal that has become narrower wraps the lines that stand on it.
  std::size_t rows = 0;
  for (const std::size_t length : drawn_)
    rows += columns == 0 || length == 0 ? 1 : (length + columns - 1) / columns;
  return rows > 1 ? fmt::format("\r\x1b[{}A\x1b[J", rows - 1) : "\r\x1b[J";
}

std::string ProgressPrinter::stage_text(const Progress& progress, Clock::time_point time) const {
  std::string text = "crashproof: " + printable(progress.stage);
  if (progress.total > 0) text += fmt::format(" {}/{}", progress.done, progress.total);
  const double elapsed = duration<double>(time - stage_start_).count();
  const std::uint64_t done_now = progress.done - std::min(progress.done, stage_done_at_start_);
  std::optional<double> left = progress.seconds_left;
  if (done_now > 0 && elapsed >= settled_seconds) {
    const double rate = static_cast<double>(done_now) / elapsed;
    text += fmt::format(", {:.1f}/s", rate);
    const double of_all = static_cast<double>(progress.total - progress.done) / rate;
    if (progress.total > progress.done) left = left ? std::min(*left, of_all) : of_all;
  }
  if (left && progress.total > progress.done) text += ", " + time_left(*left);
  if (progress.violations > 0)
    text +=
        fmt::format(", {} violation{}", progress.violations, progress.violations == 1 ? "" : "s");
  return text;
}

ProgressListener stderr_progress(const ProgressStyle& style) {
  if (style.quiet) return [](const Progress&) {};
  const auto to_stderr = [](const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
  };
  const bool plain = style.plain;
  stderr_printer() = std::make_unique<ProgressPrinter>(
      to_stderr, [plain] { return plain ? TerminalSize() : size_of_stderr(); }, style.colour);
  return [](const Progress& progress) { stderr_printer()->show(progress); };
}

void finish_stderr_progress() {
  if (stderr_printer()) stderr_printer()->finish();
}

}  // namespace crashproof::cli
