// Which parts of a state are compared, after the rules and what the crash-free runs disagree on.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/state.h"
#include "harness/model/subject.h"

namespace crashproof {

// The name of one table of a file in differences and rules: "path#table"; "path" for table "".
std::string table_path(std::string_view path, std::string_view table);

// Both arguments must outlive it.
class Scope {
 public:
  Scope(const ComparisonRules& rules,
        const std::map<std::string, std::set<std::string>>& set_aside);

  // False for paths that are ignored, or outside of the states where any are given.
  bool covers(std::string_view path) const;
  FileTree covered(const FileTree& tree) const;

  bool compares_content(const std::string& path) const;
  bool compares_permissions(const std::string& path) const;
  bool compares_table(const std::string& path, const std::string& table) const;
  bool compares_field(const std::string& path, const std::string& table,
                      const std::string& field) const;

  // The declared dedup keys for this table, as lists of field names.
  std::vector<std::vector<std::string>> keys(const std::string& path,
                                             const std::string& table) const;
  bool dedup_whole_record() const { return rules_.dedup_whole_record; }

 private:
  bool set_aside(const std::string& path, std::string_view field) const;
  bool ignored_part(std::string_view path, std::string_view table, std::string_view part) const;

  const ComparisonRules& rules_;
  const std::map<std::string, std::set<std::string>>& set_aside_;
};

}  // namespace crashproof
