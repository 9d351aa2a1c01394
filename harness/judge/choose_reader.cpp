// A claim is a guess from the beginning of a file: a text that merely starts like JSON must not
// be called torn, so a reader also has to read the crash-free file to its end.
#include "harness/judge/choose_reader.h"

#include <algorithm>

namespace crashproof {

const StateReader* choose_reader(const std::vector<const StateReader*>& readers,
                                 std::string_view path, std::string_view head,
                                 const std::string& absolute_path) {
  const auto chosen = std::find_if(readers.begin(), readers.end(), [&](const StateReader* reader) {
    return reader->claims(path, head) && reader->read(absolute_path).whole;
  });
  return chosen == readers.end() ? nullptr : *chosen;
}

}  // namespace crashproof
