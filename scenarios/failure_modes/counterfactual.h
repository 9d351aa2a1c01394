// Building counterfactual trials, and reading what came of them: what recognisers have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/case.h"
#include "harness/model/diagnosis.h"
#include "harness/model/file_history.h"

namespace crashproof::modes {

// How a trial's end compares with that of the window's example.
enum class Effect : std::uint8_t {
  open,   // not there yet
  none,   // no trial took place, or it came to no verdict
  same,   // fails as before
  eases,  // fails as before, in fewer units
  flips,  // what was wrong is right, and something else is wrong instead
  heals,  // passes
};
Effect effect_of(const Case& c, const JudgedTrial* trial);
// heals or flips: what was blamed has to do with it.
bool turns(Effect effect);

// The window as numbers: gaps [first, last] fail, or cuts of Event number `first`.
struct Window {
  CrashPoint first;
  CrashPoint last;
  CrashPoint example;
  std::optional<std::uint64_t> opener;  // Event after (or, at a cut, inside) which it first fails
  std::optional<std::uint64_t> closer;  // Event after which it no longer does
};
Window window_of(const Case& c);

// Sudden death at the point, then these changes before the resume.
CrashSchedule killed_at(const Case& c, const CrashPoint& point,
                        std::vector<ScheduleStep> changes = {});
// The file, with its companions, as it was at the gap of the recorded run.
std::vector<ScheduleStep> as_of(const Case& c, const FileHistory& file, std::uint64_t gap);
void append(std::vector<ScheduleStep>& steps, std::vector<ScheduleStep> more);

// The history that a path, also a companion's, belongs to; null if no Event is about it.
const FileHistory* history_of(const Case& c, const std::string& path);
// That of the file that an Event changes; null if it changes none, or one outside the workspace.
const FileHistory* file_of_event(const Case& c, std::optional<std::uint64_t> event);
// True if the run makes a directory of this name.
bool is_directory(const Trace& trace, const std::string& path);
// Those of which the point shows an unfinished version.
std::vector<const FileHistory*> incomplete_at(const Case& c, const CrashPoint& point);

// Keeps what was tried, each schedule once.
class Prover {
 public:
  explicit Prover(Case& c) : case_(c) {}
  Effect try_it(const CrashSchedule& schedule, std::string what);
  // The same for one of many trials of which people are told the number alone: Proof::one_of.
  Effect try_one_of(const CrashSchedule& schedule, std::string what, std::string_view one_of);
  // What a trial that was tried shows, in words of its own; it comes last then, and is told.
  void tell(const CrashSchedule& schedule, std::string what, std::string outcome = "");
  std::vector<Proof> take() { return std::move(proofs_); }

 private:
  Case& case_;
  std::vector<Proof> proofs_;
};

// True if the trial's resumes worked no more than those of the passing neighbours of the window:
// starting all over heals without proving anything. Also true where nothing can be compared.
bool works_like_neighbours(Case& c, const JudgedTrial* trial);

// True if a resume ended well and nothing is lost or torn of the paths that the example has
// damaged, though other paths may be: of another input something else may be noted, such as its
// time.
bool mends(const Case& c, const JudgedTrial* trial);

// Units lost at the end of a trial.
std::uint64_t units_lost(const Evidence& evidence);

// One that names the code and nothing else yet.
Diagnosis diagnosis_with(std::string_view code, Certainty certainty);

bool is_about(const Finding& finding, std::string_view fault);  // "errno" of "errno[EIO]"
bool ends_badly(const Finding& finding);                        // the resume hangs or fails

}  // namespace crashproof::modes
