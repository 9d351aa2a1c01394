// Plug-in: reads one format of state by its meaning. One file in scenarios/state each.
#pragma once

#include <cstdint>
#include <optional>
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
  // Removes the records of this table whose field has this value (as read() prints it), or gives
  // them another one; returns how many. The file at this absolute path is recovered first and stays
  // one that the subject can read. 0 where the format knows no such records, or has no editor.
  virtual std::uint64_t edit(const std::string& absolute_path, const std::string& table,
                             const std::string& field, const std::string& value,
                             const std::optional<std::string>& other) const {
    (void)absolute_path, (void)table, (void)field, (void)value, (void)other;
    return 0;
  }
  // Suffixes of files beside it that are part of it and are not compared alone, e.g. "-wal".
  virtual std::vector<std::string> companions() const { return {}; }
};

}  // namespace crashproof
