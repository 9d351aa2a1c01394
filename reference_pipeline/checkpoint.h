// A checkpoint file: the cursor of one partition, its schema version, and nothing else.
#pragma once

#include <filesystem>
#include <string>

namespace pipeline {

struct Checkpoint {
  // Every item of the partition with an id up to this one has its row in `loaded`. "": none.
  std::string cursor;

  bool operator==(const Checkpoint&) const = default;
};

class CheckpointFile {
 public:
  // durable: a write survives a power loss once it has returned.
  CheckpointFile(std::filesystem::path path, bool durable);

  // An empty cursor if there is no file. Throws Refusal (unknown version) when the file is of
  // another version or cannot be understood: guessing would be a fresh start in disguise.
  Checkpoint read() const;
  // Replaces the file in one step. Throws std::system_error; the old or the new one is then there.
  void write(const Checkpoint& checkpoint) const;

 private:
  std::filesystem::path path_;
  bool durable_;
};

}  // namespace pipeline
