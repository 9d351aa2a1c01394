// From a trace to the versions that each file of the workspace went through. Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/model/file_history.h"
#include "harness/model/trace.h"

namespace crashproof {

// What is known of files beside the trace.
struct FileGround {
  std::function<bool(const std::string& path)> at_start;
  std::function<bool(const std::string& path)> at_end;
  // Companion file of a database -> the database.
  const std::map<std::string, std::string>& companions;
};

// In order of their first change. A version ends where the file is renamed over, truncated to
// nothing, removed, or where its writer turns to another file; of one that is added to later, each
// write that ends a line ends a version. A database and its companions are one file: its
// versions are its transactions, and since it recovers by itself each of them shows whole or not at
// all. Linear in the number of Events.
std::vector<FileHistory> file_histories(const Trace& trace, const FileGround& ground);

}  // namespace crashproof
