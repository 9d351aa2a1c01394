// Which fields an event's line shows depends on its kind: see the table.
#include "harness/cli/trace_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

constexpr std::size_t bytes_shown = 24;
constexpr std::size_t widest_process = 16;

std::string path_of(const Event& event) {
  if (event.path.empty() && event.target.empty()) return "";
  return event.path.empty() ? "." : printable(event.path);
}

std::string just_path(const Event& event, const Trace&) {
  return path_of(event);
}

std::string with_mode(const Event& event, const Trace&) {
  return fmt::format("{}  mode {:04o}", path_of(event), event.mode & 07777);
}

std::string both_paths(const Event& event, const Trace&) {
  return fmt::format("{} -> {}", path_of(event), printable(event.target));
}

std::string target_only(const Event& event, const Trace&) {
  return printable(event.target);
}

std::string with_bytes(const Event& event, const Trace& trace) {
  const std::string_view bytes = trace.blobs->get(event.bytes);
  return fmt::format("{}  [{}, {})  \"{}{}\"", path_of(event), event.offset,
                     event.offset + event.length, printable(bytes.substr(0, bytes_shown)),
                     bytes.size() > bytes_shown ? "…" : "");
}

std::string with_length(const Event& event, const Trace&) {
  return fmt::format("{}  to {} bytes", path_of(event), event.length);
}

std::string with_range(const Event& event, const Trace&) {
  return fmt::format("{}  [{}, {})", path_of(event), event.offset, event.offset + event.length);
}

std::string with_owner(const Event& event, const Trace&) {
  return fmt::format("{}  {}:{}", path_of(event), event.uid, event.gid);
}

std::string with_target(const Event& event, const Trace&) {
  return fmt::format("{}  {}", path_of(event), printable(event.target));
}

std::string sent(const Event& event, const Trace&) {
  return fmt::format("{}  {} bytes", printable(event.target), event.length);
}

std::string printed(const Event& event, const Trace&) {
  return fmt::format("{}  {} bytes", printable(event.path), event.length);
}

std::string status(const Event& event, const Trace&) {
  return fmt::format("status {}", event.result);
}

struct Detail {
  EventKind kind;
  std::string (*text)(const Event& event, const Trace& trace);
};
// Kinds that are not listed show their path.
constexpr std::array details = {
    Detail{EventKind::create, with_mode},
    Detail{EventKind::mkdir, with_mode},
    Detail{EventKind::mknod, with_mode},
    Detail{EventKind::chmod, with_mode},
    Detail{EventKind::symlink, both_paths},
    Detail{EventKind::link, both_paths},
    Detail{EventKind::rename, both_paths},
    Detail{EventKind::exchange, both_paths},
    Detail{EventKind::write, with_bytes},
    Detail{EventKind::mapped_store, with_bytes},
    Detail{EventKind::truncate, with_length},
    Detail{EventKind::allocate, with_range},
    Detail{EventKind::sync_range, with_range},
    Detail{EventKind::chown, with_owner},
    Detail{EventKind::setxattr, with_target},
    Detail{EventKind::removexattr, with_target},
    Detail{EventKind::send, sent},
    Detail{EventKind::output, printed},
    Detail{EventKind::marker, target_only},
    Detail{EventKind::fork, target_only},
    Detail{EventKind::exec, target_only},
    Detail{EventKind::exit, status},
};

std::string detail_of(const Event& event, const Trace& trace) {
  const auto* row = std::find_if(details.begin(), details.end(), [&event](const Detail& candidate) {
    return candidate.kind == event.kind;
  });
  return row == details.end() ? just_path(event, trace) : row->text(event, trace);
}

std::string exit_text(const RunExit& exit) {
  constexpr std::array hows = {"exit", "signal", "killed by crashproof, signal",
                               "time limit, signal"};
  return fmt::format("{} {} after {:.2f} s", hows.at(static_cast<std::size_t>(exit.how)), exit.code,
                     exit.seconds);
}

std::string closing(const Trace& trace) {
  std::string text = fmt::format("{} events, {} processes, {} more threads; {}\n",
                                 event_numbers(trace.events).back(), trace.processes, trace.threads,
                                 exit_text(trace.exit));
  for (const Gap& gap : trace.gaps)
    text += fmt::format("not seen: {} ({}x) {}\n", printable(gap.what), gap.count,
                        printable(gap.detail));
  for (const Gap& gap : trace.refused_writes)
    text += fmt::format("refused: {} ({}x) {}\n", printable(gap.what), gap.count,
                        printable(gap.detail));
  return text;
}

}  // namespace

std::string trace_listing(const Trace& trace, std::uint64_t first, std::uint64_t limit) {
  const std::uint64_t size = trace.events.size();
  const std::vector<std::uint64_t> numbers = event_numbers(trace.events);
  const auto at_first = std::lower_bound(numbers.begin() + 1, numbers.end(), first);
  const auto begin = static_cast<std::uint64_t>(at_first - numbers.begin()) - 1;
  const std::uint64_t end = limit == 0 ? size : begin + std::min(limit, size - begin);
  std::size_t process_width = 7;
  for (std::uint64_t i = begin; i < end; ++i)
    process_width = std::max(process_width, printable(trace.events[i].process).size());
  process_width = std::min(process_width, widest_process);

  std::string text = fmt::format("{:>7}  {:<{}}  {:<12}  {}\n", "event", "process", process_width,
                                 "kind", "what; kill@event(N) is a kill after event N");
  for (std::uint64_t i = begin; i < end; ++i) {
    const Event& event = trace.events[i];
    text += fmt::format("{:>7}  {:<{}}  {:<12}  {}\n",
                        is_numbered(event.kind) ? fmt::to_string(numbers[i + 1]) : "",
                        printable(event.process), process_width, name_of(event.kind),
                        detail_of(event, trace));
  }
  if (end < size) text += fmt::format("{:>7}  {} more\n", "…", numbers.back() - numbers[end]);
  return text + closing(trace);
}

}  // namespace crashproof::cli
