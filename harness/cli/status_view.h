// What a long audit shows on a terminal while it runs: a few lines, from what it has said so far.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/campaign/campaign.h"

namespace crashproof::cli {

// The recorded run in equal parts, each with the worst that a trial there came to.
class RunMap {
 public:
  void add(const TrialMark& mark);
  bool empty() const { return empty_; }
  // So many characters, one a part: '.' passes, '?' no verdict, '!' fails, ' ' nothing tried yet.
  std::string drawn(std::size_t width) const;

 private:
  // More than any terminal has columns, so that the picture survives a change of its width.
  static constexpr std::size_t parts = 2048;
  std::array<char, parts> worst_{};  // 0: nothing tried
  bool empty_ = true;
};

struct Status {
  std::string stage;  // the first line: stage, counts, rate, time left
  RunMap map;
  std::map<std::string, std::uint64_t> failed_checks;  // by name: in how many trials
  std::vector<std::string> causes;                     // named by now
};

// At most `rows` lines of less than `columns` characters, which are ASCII but for escape sequences
// of colours, if `colour`. Pure.
std::vector<std::string> status_lines(const Status& status, std::size_t columns, std::size_t rows,
                                      bool colour);

}  // namespace crashproof::cli
