// The run directory: every stage's output on disk, so that each can be done again alone, and an
// interrupted campaign goes on where it stopped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/subject.h"

namespace crashproof {

// Owns the lock on the directory for as long as it lives. Files in it:
//   crashproof-run   what this directory is, and the version of its layout
//   subject.json     trace.cpt   baseline.json   unstable.json   items.json   trials.jsonl
//   counterfactuals.jsonl   the trials that diagnoses asked for
//   confirmations.jsonl     the live trials that findings were seen in once more
//   call_sites.json         where in the code the events of findings are made
//   struck_places.json      the events around the places where other runs were struck
//   run.json                the report
//   snapshot/        the workspace before the run       final/   after the crash-free one
//   smallest/        the files of the smallest inputs, finding-1 and so on
//   sandbox/         where trials happen (empty between campaigns)
class RunStore {
 public:
  enum class Mode {
    fresh,  // empties what an earlier campaign left
    keep,   // goes on with it
    share,  // leaves it alone, or claims the directory if it is empty
  };
  // Throws UsageError if the directory cannot be made, is in use, or is somebody else's.
  RunStore(const std::string& directory, Mode mode);
  ~RunStore();
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;

  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  const std::string& directory() const { return directory_; }
  // A descriptor of the directory, for cells in which a mount hides its path.
  int fd() const { return directory_fd_; }
  bool has(const std::string& name) const;

  // Whole files, atomically replaced. Throw std::system_error.
  void write_file(const std::string& name, const std::string& text) const;
  std::string read_file(const std::string& name) const;

  // Appends one finished trial; it is on its way to the disk when this returns.
  void append_trial(const Evidence& evidence);
  // All finished trials. A line that a kill has cut short is dropped, and cut off the file.
  std::vector<Evidence> read_trials();
  // The same for the trials that diagnoses asked for.
  void append_counterfactual(const Evidence& evidence);
  std::vector<Evidence> read_counterfactuals();
  // And for the live trials in which findings were to be seen once more, in order.
  void append_confirmation(const Evidence& evidence);
  std::vector<Evidence> read_confirmations();

  // A store of its own below this one, for runs that must not touch the campaign's: fresh.
  RunStore beside() const { return RunStore(path("beside"), Mode::fresh); }

  // Removes what trials left in sandbox/ and makes it anew.
  void clean_sandbox() const;

 private:
  // A file of one Evidence a line.
  struct Lines {
    const char* name;
    int fd = -1;
  };
  void append(Lines& lines, const Evidence& evidence) const;
  std::vector<Evidence> read(const Lines& lines) const;
  void lock();
  void claim(Mode mode);

  std::string directory_;
  int lock_fd_ = -1;
  int directory_fd_ = -1;
  Lines trials_{"trials.jsonl"};
  Lines counterfactuals_{"counterfactuals.jsonl"};
  Lines confirmations_{"confirmations.jsonl"};
};

}  // namespace crashproof
