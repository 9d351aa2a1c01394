// CP016: progress is read off the destination, which a crash leaves half filled.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

bool has_records(const FileHistory& file) {
  return file.role == Role::database || file.role == Role::journal || file.role == Role::log;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || c.finding().kind != Finding::Kind::loss) {
    return std::nullopt;
  }
  const Window window = window_of(c);
  const FileHistory* destination = file_of_event(c, window.opener);
  if (destination == nullptr || destination != file_of_event(c, window.closer)) return std::nullopt;
  if (!has_records(*destination) || window.first.cut_bytes) return std::nullopt;
  const ChangedTables tables = changed_tables(c);
  if (c.waits() || tables.by_opener != tables.by_closer) return std::nullopt;
  const JudgedTrial* example = c.ask(killed_at(c, window.example));
  if (example == nullptr || !example->evidence.work) return std::nullopt;
  const std::vector<std::string>& reads = example->evidence.work->reads;
  // A database is opened to be written, too, and that is no Event `open`.
  const bool read = std::ranges::find(reads, destination->path) != reads.end();
  if (!read && destination->companions.empty()) return std::nullopt;
  Prover prover(c);
  const Effect undone =
      prover.try_it(killed_at(c, window.last, as_of(c, *destination, *window.opener)),
                    "what A put into " + destination->path + " undone");
  const Effect done =
      prover.try_it(killed_at(c, window.first, as_of(c, *destination, *window.closer + 1)),
                    destination->path + " filled as after B");
  if (!turns(undone) || !turns(done)) return std::nullopt;
  Diagnosis diagnosis = diagnosis_with("CP016", Certainty::proved);
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore = fmt::format(
      "the rerun reads from {} how far the job has come; what A put there looks like progress, and "
      "the rest of it up to B is skipped",
      destination->path);
  diagnosis.blamed = {destination->path};
  diagnosis.proofs = prover.take();
  return diagnosis;
}

}  // namespace

const FailureMode cursor_from_destination{"CP016", recognise};

}  // namespace crashproof::modes
