// Where one record stands in a file of text that holds records on lines of their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crashproof {

// Without the bytes from `begin_bytes` up to `end_bytes` the file holds all its other records.
struct RecordPlace {
  std::uint64_t line = 0;         // its first line, from 1
  std::uint64_t begin_bytes = 0;  // from the beginning of the file
  std::uint64_t end_bytes = 0;    // beyond its line end
  bool is_header = false;         // names the fields of the others, and is no record of its own

  bool operator==(const RecordPlace&) const = default;
};

struct RecordPlaces {
  std::string format;               // the reader's name, "" if none reads the file
  std::vector<RecordPlace> places;  // in file order; empty where records have no lines of their own
};

}  // namespace crashproof
