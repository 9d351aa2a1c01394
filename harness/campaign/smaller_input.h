// A workspace before the run with parts of its input left out: whole files, and single records.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/model/record_place.h"

namespace crashproof {

struct LeftOut {
  std::set<std::string> files;                              // workspace paths, with all below them
  std::map<std::string, std::vector<RecordPlace>> records;  // by path; in file order
};

// Both relative to the workspace.
bool is_at_or_below(const std::string& path, const std::string& root);

// Copies the tree below `from` into `to`, which is made, without these. A file that loses records
// keeps its times. Throws std::system_error.
void copy_workspace_without(const LeftOut& left_out, const std::string& from,
                            const std::string& to);

// The same with nothing but `parts`: paths of files and directories, with all below them.
void copy_parts_without(const LeftOut& left_out, const std::set<std::string>& parts,
                        const std::string& from, const std::string& to);

// Bytes without those of the places, which are in file order.
std::string without_records(const std::string& bytes, const std::vector<RecordPlace>& places);

}  // namespace crashproof
