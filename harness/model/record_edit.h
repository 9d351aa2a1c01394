// A change to some records of a database, named by what they hold.
#pragma once

#include <optional>
#include <string>

namespace crashproof {

struct RecordEdit {
  std::string path;  // of the database, in the workspace
  std::string table;
  std::string field;  // the records in which this field
  std::string value;  // has this value, as readers print it, are meant
  // None: they are removed. Else other_field gets this value, printed likewise.
  std::optional<std::string> other;
  std::string other_field;

  bool operator==(const RecordEdit&) const = default;
};

}  // namespace crashproof
