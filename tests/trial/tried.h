// Carries out a schedule on a small job, in each isolation that this system allows, and lets a test
// look at what came of it, inside of the cell.
#pragma once

#include <functional>
#include <string>

#include "harness/model/evidence.h"
#include "harness/model/subject.h"
#include "harness/trial/trial.h"

namespace crashproof::testing {

struct Job {
  std::string files;   // shell command that fills the workspace before the run
  std::string script;  // the job, a shell script in the workspace
  std::uint32_t restarts = 3;
  Engine engine = Engine::live;  // replay: of a run that is recorded first
};

// What a trial left.
class Look {
 public:
  Look(Evidence found, TrialTraces recorded, std::string workspace)
      : evidence(std::move(found)), traces(std::move(recorded)), workspace_(std::move(workspace)) {}

  // Of a file in the workspace: its bytes, "(none)" if it is not there.
  std::string file(const std::string& path) const;
  std::int64_t mtime_ns(const std::string& path) const;  // 0 if it is not there

  // Notes what does not hold.
  void expect(bool holds, const std::string& what);
  template <typename Value>
  void equal(const Value& found, const Value& wanted, const std::string& what) {
    expect(found == wanted, what);
  }
  void equal(const std::string& found, const char* wanted, const std::string& what);

  // Everything that did not hold, with how the runs ended; "" if all held.
  std::string wrong() const;

  const Evidence evidence;
  const TrialTraces traces;

 private:
  std::string workspace_;
  std::string wrong_;
};

// Fails the test with the isolation's name for each that does not pass.
void try_each(const Job& job, const std::string& schedule, const std::function<void(Look&)>& check,
              bool traced = false);

}  // namespace crashproof::testing
