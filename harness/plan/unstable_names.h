// Readable globs for paths that are different in every run, such as those of mkstemp.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/model/trace.h"

namespace crashproof {

// Replaces the random part of unstable paths by '*'. The glob always matches its path; that it
// also matches the path of the next run is a guess from what this trace and the set show:
// - A component is unstable if the path up to it is in the set. The others, such as a directory
//   that was there before and holds temporary files, are kept as they are.
// - In an unstable one, a run of [A-Za-z0-9_] is random unless it occurs in a component of this
//   trace that is stable (so "ckpt" in "ckpt.Xb3Fq9" is kept where there is a ckpt.json), or has
//   fewer than six characters and no digit among them ("tmp", "json"). From the first random run
//   to the last becomes one '*'.
// - What three or more such names have in common at the ends of that part is kept too: of
//   tmpx71kz2q_, tmp8cdb0w1e and tmpk_q02j5c the glob is tmp*. Runs of it that are random and
//   have digits are not kept: in .tmp-3f09ac11-1, .tmp-3f09ac11-2, … the run of the job has left
//   its mark, and the glob is .tmp-*.
// - An unstable component without a random run becomes '*' if it is the first (its name differs,
//   though nobody can see where), and is kept below another one.
class UnstableNames {
 public:
  UnstableNames(const Trace& trace, const std::set<std::string>& unstable_paths);
  ~UnstableNames() = default;
  UnstableNames(const UnstableNames&) = delete;
  UnstableNames& operator=(const UnstableNames&) = delete;

  // The glob for a path; just that path where it is not unstable.
  std::string glob_for(const std::string& path) const;

 private:
  // Of a component: what comes before the random part, the part itself, what comes after it.
  struct Parts {
    std::string_view before;
    std::string_view random;
    std::string_view after;
  };
  // How much of the random parts of all names alike is equal, at each end.
  struct Common {
    std::string_view sample;
    std::size_t prefix = 0;
    std::size_t suffix = 0;
    std::set<std::string_view> names;
  };

  void learn_stable(std::string_view path);
  void learn_alike(std::string_view path);
  bool is_random(std::string_view run) const;
  bool is_mark(std::string_view run) const;
  Parts parts_of(std::string_view component) const;
  std::string_view before_random(std::string_view common) const;
  std::string_view after_random(std::string_view common) const;
  std::string component_glob(std::string_view component, bool first_unstable) const;

  std::set<std::string, std::less<>> unstable_;
  std::unordered_set<std::string> stable_runs_;
  std::map<std::pair<std::string_view, std::string_view>, Common> alike_;  // views into unstable_
};

}  // namespace crashproof
