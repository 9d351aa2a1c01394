// Exit codes, and the exception that ends a run with one of them before any work is done.
#pragma once

#include <stdexcept>
#include <string>

namespace pipeline {

enum class ExitCode : int {
  done = 0,                // everything is processed; a rerun changes nothing
  incomplete = 1,          // some items or steps failed; a rerun takes them up again
  usage = 2,               // bad option, unreadable source, work directory not writable
  unknown_version = 3,     // a checkpoint or database of another version, or one that is damaged
  already_running = 4,     // another instance holds the work directory
  set_aside = 5,           // all is done but items over which earlier runs died; see attempts.h
  interrupted_base = 128,  // plus the number of the signal
};

// The run cannot start; nothing has been changed.
class Refusal : public std::runtime_error {
 public:
  Refusal(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace pipeline
