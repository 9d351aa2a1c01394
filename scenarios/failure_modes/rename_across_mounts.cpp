// CP019: a "rename" from another file system is a copy, and a copy can be cut short.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/unfinished.h"

namespace crashproof::modes {
namespace {

std::string bytes_written(const Trace& trace, const std::string& path, std::uint64_t from,
                          std::uint64_t until) {
  std::string bytes;
  for (std::uint64_t i = from; i < until; ++i) {
    const Event& event = trace.events[i];
    if (event.kind != EventKind::write || event.path != path) continue;
    bytes.resize(std::max<std::size_t>(bytes.size(), event.offset + event.length));
    bytes.replace(event.offset, event.length, trace.blobs->get(event.bytes));
  }
  return bytes;
}

// The Event that removes a file elsewhere which the file in the workspace is a copy of.
std::optional<std::uint64_t> source_removed(const Case& c, const FileHistory& file) {
  const Trace& trace = c.trace();
  for (const FileVersion& version : file.versions) {
    const std::string copy = bytes_written(trace, file.path, 0, version.whole);
    for (std::uint64_t i = version.whole; i < trace.events.size() && !copy.empty(); ++i) {
      const Event& event = trace.events[i];
      const bool elsewhere = event.kind == EventKind::unlink && event.path.starts_with('/');
      if (elsewhere && bytes_written(trace, event.path, 0, version.from) == copy) return i;
    }
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
