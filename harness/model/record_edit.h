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
  // The value, printed likewise, that other_field gets in them. None, and then other_field is "":
  // they are removed.
  std::optional<std::string> other;
  std::string other_field;

  bool operator==(const RecordEdit&) const = default;
};

}  // namespace crashproof
