// What is tested: a command, how it is resumed, where it works, and what counts as its state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crashproof {

// How final states are compared; every field can be given as a flag or in crashproof.toml.
struct ComparisonRules {
  // Dedup keys, "PATTERN:FIELD[,FIELD…]" (PATTERN is a glob over paths, or path#table for one
  // table of a database). Extra copies that share the key with one that belongs are dedupable.
  std::vector<std::string> keys;
  // True: extra copies of a whole record are dedupable wherever the baseline holds it once.
  bool dedup_whole_record = false;
  // Globs over workspace-relative paths ("path#field" sets one field aside) that are not compared.
  std::vector<std::string> ignores;
  // Globs over workspace-relative paths that are the state; empty: the whole workspace.
  std::vector<std::string> states;

  bool operator==(const ComparisonRules&) const = default;
};

// Immutable once a run directory holds it. All paths are absolute unless said otherwise.
struct Subject {
  std::vector<std::string> command;  // argv, never empty
  std::vector<std::string> resume;   // argv of the rerun; empty: the command itself
  std::string workspace;             // canonical path of the directory the job works in
  std::string directory;             // where it starts, relative to the workspace; "" is its root
  std::vector<std::string> environment;  // "NAME=value", the user's own, unchanged
  std::vector<std::string> allow_write;  // paths outside the workspace that it may change
  std::string reset;                     // shell command that puts outside state back; "" if none
  std::string state_command;             // shell command that prints outside state; "" if none
  bool pin_clock = false;                // each run sees one fixed wall clock
  bool pin_random = false;               // each run gets the same random bytes and addresses
  ComparisonRules comparison;

  const std::vector<std::string>& resume_command() const {
    return resume.empty() ? command : resume;
  }
  // State outside the workspace cannot be replayed from a trace, so every trial runs live.
  bool needs_live_engine() const { return !reset.empty() || !state_command.empty(); }

  bool operator==(const Subject&) const = default;
};

}  // namespace crashproof
