// CP019: a "rename" from another file system is a copy, and a copy can be cut short.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

constexpr std::size_t largest_copy_bytes = std::size_t{64} << 20U;

// What was written to the path since it was last made, up to this Event; "" for large files.
std::string bytes_written(const Trace& trace, const std::string& path, std::uint64_t until) {
  std::string bytes;
  for (std::uint64_t i = 0; i < until; ++i) {
    const Event& event = trace.events[i];
    if (event.path != path) continue;
    if (event.kind == EventKind::create) bytes.clear();
    if (event.kind != EventKind::write) continue;
    if (event.offset + event.length > largest_copy_bytes) return "";
    bytes.resize(std::max<std::size_t>(bytes.size(), event.offset + event.length));
    bytes.replace(event.offset, event.length, trace.blobs->get(event.bytes));
  }
  return bytes;
}

// The gap at which the version that is torn at the point is whole.
std::uint64_t whole_after(const FileHistory& file, const CrashPoint& point) {
  const auto version = std::ranges::find_if(file.versions, [&](const FileVersion& each) {
    return each.present && each.whole > point.after;
  });
  return version == file.versions.end() ? point.after : version->whole;
}

// The Event, soon after, that removes a file elsewhere which the torn one is a copy of.
std::optional<std::uint64_t> source_removed(const Case& c, const FileHistory& file) {
  const Trace& trace = c.trace();
  const std::uint64_t whole = whole_after(file, window_of(c).example);
  std::string copy;
  for (std::uint64_t i = whole; i < trace.events.size(); ++i) {
    const Event& event = trace.events[i];
    const bool elsewhere = event.kind == EventKind::unlink && event.path.starts_with('/');
    if (!elsewhere) continue;
    if (copy.empty()) copy = bytes_written(trace, file.path, whole);
    if (copy.empty()) return std::nullopt;
    if (bytes_written(trace, event.path, i) == copy) return i;
    return std::nullopt;  // a copy is followed by the removal of its source, before all others
  }
  return std::nullopt;
}

std::optional<Diagnosis> recognise(Case& c) {
  const bool damage = c.finding().kind == Finding::Kind::loss || ends_badly(c.finding());
  if (!is_about(c.finding(), "kill") || !damage) return std::nullopt;
  std::optional<Unfinished> torn = unfinished(c);
  if (!torn || !turns(torn->reverted) || !turns(torn->advanced)) return std::nullopt;
  const FileHistory& file = *torn->files.front();
  const std::optional<std::uint64_t> removed = source_removed(c, file);
  if (!removed) return std::nullopt;
  const std::string& source = c.trace().events[*removed].path;
  Diagnosis diagnosis = diagnosis_with("CP019", Certainty::proved);
  diagnosis.opener = window_of(c).opener;
  diagnosis.closer = window_of(c).closer;
  diagnosis.therefore = fmt::format(
      "{} lies on another file system than {}: what looks like a rename is a copy, and a crash "
      "leaves a part of it under the final name",
      source, file.path);
  diagnosis.blamed = {file.path};
  diagnosis.proofs = std::move(torn->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode rename_across_mounts{"CP019", recognise};

}  // namespace crashproof::modes
