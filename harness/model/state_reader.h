// Plug-in: reads one format of state by its meaning. One file in scenarios/state each.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crashproof {

// One record: a row, a JSON object, a CSV line. Field order is the format's own.
struct Record {
  std::string table;                                        // "" where the format has none
  std::vector<std::pair<std::string, std::string>> fields;  // name, value as printable text

  auto operator<=>(const Record&) const = default;
};

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
  // Suffixes of files beside it that are part of it and are not compared alone, e.g. "-wal".
  virtual std::vector<std::string> companions() const { return {}; }
};

}  // namespace crashproof
