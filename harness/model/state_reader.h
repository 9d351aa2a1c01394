// Plug-in: reads one format of state by its meaning. One file in scenarios/state each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/record.h"
#include "harness/model/record_edit.h"
#include "harness/model/record_place.h"

namespace crashproof {

// A file's content by meaning: a multiset of Records.
struct Document {
  std::string format;  // the reader's name
  std::string unit;    // what one record is called: "row", "record", "line"
  bool whole = true;   // false: the file does not parse; problem says where
  std::string problem;
  std::vector<Record> records;  // in file order; comparison ignores order
};

class StateReader {
 public:
  virtual ~StateReader() = default;
  virtual std::string_view format() const = 0;
  // True if a file of this name with this beginning (up to 4 KiB) is of this format.
  virtual bool claims(std::string_view path, std::string_view head) const = 0;
  // Reads the file at this absolute path. It may be changed by reading (a database recovers), so
  // callers hand out files that they are about to discard. Never throws for bad content:
  // Document::whole says so. Throws std::system_error if the file cannot be opened.
  virtual Document read(const std::string& absolute_path) const = 0;
  // Carries the edit out on the file at this absolute path, whose own path does not count; returns
  // how many records it met. The file is recovered first, and stays one that the subject can read.
  // 0 where the format knows no such records, or cannot be edited.
  virtual std::uint64_t edit(const std::string& absolute_path, const RecordEdit& edit) const {
    (void)absolute_path, (void)edit;
    return 0;
  }
  // Where the records of the file at this absolute path stand, in file order; that of a header is
  // among them. Empty where single records cannot be left out of the text as it is. Throws
  // std::system_error if the file cannot be opened.
  virtual std::vector<RecordPlace> places(const std::string& absolute_path) const {
    (void)absolute_path;
    return {};
  }
  // Suffixes of files beside it that are part of it and are not compared alone, e.g. "-wal".
  virtual std::vector<std::string> companions() const { return {}; }
};

}  // namespace crashproof
