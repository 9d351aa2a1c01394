// By which format a file is compared, decided once, on the crash-free run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/state_reader.h"

namespace crashproof {

// The first reader that claims the file of the crash-free run and reads it whole; nullptr: compare
// bytes. All states of this path are to be read by it, whatever their content looks like. `head`
// holds the first bytes, up to 4 KiB; absolute_path is a copy that reading may change.
// Throws std::system_error if the file cannot be opened.
const StateReader* choose_reader(const std::vector<const StateReader*>& readers,
                                 std::string_view path, std::string_view head,
                                 const std::string& absolute_path);

}  // namespace crashproof
