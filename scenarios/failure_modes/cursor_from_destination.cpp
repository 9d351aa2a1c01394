// CP016: progress is read off the destination, which a crash leaves half filled.
#include <fmt/format.h>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/series.h"

namespace crashproof::modes {
namespace {

// The opener has put something whole there: a transaction, or lines.
bool adds_records(const Case& c, const Window& window, const FileHistory& file) {
  if (!file.companions.empty()) return true;
  const Event& opener = c.trace().events[*window.opener];
  return opener.kind == EventKind::write && opener.length > 0 &&
         c.trace().blobs->get(opener.bytes).ends_with('\n');
}

Diagnosis diagnosis_of(const Window& window, const std::string& destination,
                       std::vector<Proof> proofs) {
  Diagnosis diagnosis = diagnosis_with("CP016", Certainty::proved);
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.therefore = fmt::format(
      "the rerun reads from {} how far the job has come; what A put there looks like progress, and "
      "what B was to add is skipped",
      destination);
  diagnosis.blamed = {destination};
  diagnosis.proofs = std::move(proofs);
  return diagnosis;
}

// The destination is one file of records. That it is read need not be seen, since a file that is
// opened to be written, too, is no Event `open`: that the skipping follows its content shows it.
std::optional<Diagnosis> in_one_file(Case& c, const Window& window, const FileHistory& file) {
  if (!adds_records(c, window, file)) return std::nullopt;
  // Records that a rerun leaves as they are, and that belong to no end, are claims rather.
  const JudgedTrial* example = c.ask(killed_at(c, window.example));
  if (example == nullptr || !example->evidence.work) return std::nullopt;
  if (!example->evidence.work->stuck.empty()) return std::nullopt;
  const ChangedTables tables = changed_tables(c);
  if (c.waits() || tables.by_opener != tables.by_closer) return std::nullopt;
  if (!file.companions.empty() && tables.by_opener.empty()) return std::nullopt;
  Prover prover(c);
  const Effect undone = prover.try_it(killed_at(c, window.last, as_of(c, file, *window.opener)),
                                      "what A put into " + file.path + " undone");
  const Effect done = prover.try_it(killed_at(c, window.first, as_of(c, file, *window.closer + 1)),
                                    file.path + " filled as after B");
  if (!turns(undone) || !turns(done)) return std::nullopt;
  // Opener and closer are one file, so both trials come close to the passing neighbours.
  Diagnosis diagnosis = diagnosis_of(window, file.path, prover.take());
  diagnosis.certainty = Certainty::likely;
  if (!file.companions.empty()) {
    diagnosis.remedy =
        "write all rows of one item in one transaction, and in it the position of the last whole "
        "item; or ask for each row (with its version, if rows can change) whether it is there";
  }
  return diagnosis;
}

// The destination is a directory, in which what A made hides that what B makes is missing.
std::optional<Diagnosis> in_a_directory(Case& c, const Window& window, const FileHistory& a,
                                        const FileHistory& b) {
  if (a.role != Role::artifact || b.role != Role::artifact) return std::nullopt;
  if (!are_of_one_series(a.path, b.path)) return std::nullopt;
  std::optional<Crossed> crossed = cross(c);
  if (!crossed || !crossed->proves()) return std::nullopt;
  const std::size_t slash = a.path.rfind('/');
  return diagnosis_of(window, slash == a.path.npos ? "." : a.path.substr(0, slash),
                      std::move(crossed->proofs));
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "kill") || c.finding().kind != Finding::Kind::loss) {
    return std::nullopt;
  }
  const Window window = window_of(c);
  const FileHistory* a = file_of_event(c, window.opener);
  const FileHistory* b = file_of_event(c, window.closer);
  if (a == nullptr || b == nullptr || window.first.cut_bytes) return std::nullopt;
  return a == b ? in_one_file(c, window, *a) : in_a_directory(c, window, *a, *b);
}

}  // namespace

const FailureMode cursor_from_destination{"CP016", recognise};

}  // namespace crashproof::modes
