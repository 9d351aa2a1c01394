// An exercise: a small job with one mistake, what has to be foretold of it, and when it is solved.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/learn/embedded.h"

namespace crashproof::learn {

// What a student foretells of the job as it was given.
struct Question {
  std::string key;     // how the answer is written down: "first-event"
  std::string ask;     // one or two sentences
  std::string answer;  // which number or name of a report is right, see answers.h
};

// A file that the crash-free run may replace only so often.
struct SaveLimit {
  std::string path;  // workspace-relative
  std::uint64_t times = 0;
  std::string why;  // one sentence

  bool applies() const { return !path.empty(); }
};

struct Exercise {
  std::string name;   // "02_order_inversion"
  std::string title;  // "Order inversion"
  // True: a job of the student's own is audited, and nothing below but hints and files applies.
  bool own_job = false;
  std::set<std::string> codes;      // what an audit of the start finds, exactly
  std::vector<std::string> edit;    // the files that a student changes
  std::vector<std::string> result;  // patterns of the paths that every version has to end with
  std::vector<std::string> needs;   // programs that it takes besides Python
  std::vector<std::string> hints;   // from vague to concrete
  std::vector<Question> questions;
  SaveLimit save_limit;
  std::string story;                   // its README.md
  std::string settings;                // its crashproof.toml
  std::vector<EmbeddedFile> files;     // what is unpacked
  std::vector<EmbeddedFile> solution;  // paths as in `files`
};

// From the files of one folder. Throws std::runtime_error with the exercise and what is wrong:
// a key that nobody knows or that is missing, an answer that answers.h does not have, a file that
// is to be edited and is not there.
Exercise exercise_from(const std::vector<EmbeddedFile>& files);

// All that are compiled in, in the order in which they are done.
const std::vector<Exercise>& exercises();

}  // namespace crashproof::learn
