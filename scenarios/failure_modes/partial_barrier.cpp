// CP020: a global checkpoint names parts that are not all there.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::string name_of_file(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// All that was written to the file, also under its temporary name, for the version of the Event.
std::string text_behind(const Trace& trace, std::uint64_t event) {
  const Event& claim = trace.events[event];
  const std::string& path = claim.path;
  std::string text;
  for (std::uint64_t i = 0; i <= event; ++i) {
    const Event& each = trace.events[i];
    if (each.kind == EventKind::write && each.path == path) text += trace.blobs->get(each.bytes);
  }
  return text;
}

// Parts are files that the run makes once and that the claim names.
std::vector<std::string> parts_named_in(const Case& c, const std::string& text) {
  std::vector<std::string> parts;
  for (const FileHistory& file : c.ground().files) {
    const bool named = !file.path.empty() && text.find(name_of_file(file.path)) != text.npos;
    if (named && file.at_end && !file.at_start) parts.push_back(file.path);
  }
  return parts;
}

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  const bool damage = finding.kind == Finding::Kind::loss || ends_badly(finding);
  const Window window = window_of(c);
  if (!is_about(finding, "kill") || !damage || !window.opener) return std::nullopt;
  const std::vector<std::string> parts = parts_named_in(c, text_behind(c.trace(), *window.opener));
  if (parts.size() < 2) return std::nullopt;
  std::optional<Crossed> crossed = cross(c);
  if (!crossed || !crossed->holds()) return std::nullopt;
  if (std::ranges::find(parts, crossed->b->path) == parts.end()) return std::nullopt;
  Diagnosis diagnosis = diagnosis_with("CP020", Certainty::likely);
  if (turns(crossed->swapped)) diagnosis.certainty = Certainty::proved;
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore = fmt::format("{} names {} parts, {} among them, before that one is there",
                                    crossed->a->path, parts.size(), crossed->b->path);
  diagnosis.blamed = {crossed->a->path, crossed->b->path};
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

}  // namespace

const FailureMode partial_barrier{"CP020", "partial barrier",
                                  "publish the global checkpoint only when every part is durable",
                                  recognise};

}  // namespace crashproof::modes
