// Traces written down by hand, one short line an Event.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/model/file_history.h"
#include "harness/model/trace.h"

namespace crashproof::made {

// Adds Events; each call returns the number of the one that it added.
class MadeTrace {
 public:
  std::uint64_t create(const std::string& path);
  std::uint64_t write(const std::string& path, const std::string& bytes, std::uint64_t offset = 0);
  std::uint64_t append(const std::string& path, const std::string& bytes);
  std::uint64_t truncate(const std::string& path);
  std::uint64_t rename(const std::string& path, const std::string& target);
  std::uint64_t unlink(const std::string& path);
  std::uint64_t chmod(const std::string& path);

  // What comes after is done by this process.
  MadeTrace& as(const std::string& process);

  const Trace& trace() const { return trace_; }
  // Of these files, some of which were there before the run, or are after it.
  std::vector<FileHistory> histories(const std::set<std::string>& at_start,
                                     const std::set<std::string>& at_end) const;

 private:
  Event& add(EventKind kind, const std::string& path);

  Trace trace_;
  std::string process_ = "main";
  std::map<std::string, std::uint64_t> sizes_;
};

// The one of this path. Throws std::out_of_range if there is none.
const FileHistory& of(const std::string& path, const std::vector<FileHistory>& files);

}  // namespace crashproof::made
