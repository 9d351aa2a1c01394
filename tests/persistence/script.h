// Traces and initial trees for the tests of power loss, written down one operation after the other;
// and trees of survivals, worked out the slow and simple way.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/model/effects.h"
#include "harness/model/persistence_model.h"
#include "harness/model/survival.h"
#include "harness/model/trace.h"

namespace crashproof::testing {

// Path -> what a file holds; "<dir>" for directories, "-> target" for links. Nothing else is in it.
using Tree = std::map<std::string, std::string>;

class Script {
 public:
  // Files that were there before; directories come of themselves.
  explicit Script(Tree before = {}) : before_(std::move(before)) {}

  Script& create(const std::string& path);
  Script& mkdir(const std::string& path);
  Script& write(const std::string& path, std::uint64_t offset, const std::string& bytes);
  Script& truncate(const std::string& path, std::uint64_t size);
  Script& rename(const std::string& from, const std::string& to);
  Script& link(const std::string& from, const std::string& to);
  Script& unlink(const std::string& path);
  Script& fsync(const std::string& path);
  Script& fdatasync(const std::string& path);
  Script& sync();
  Script& output();
  Script& chmod(const std::string& path, std::uint32_t mode);

  const Trace& trace() const { return trace_; }
  InitialTree initial() const;
  std::uint64_t size() const { return trace_.events.size(); }

 private:
  Event& add(EventKind kind, const std::string& path);

  Tree before_;
  Trace trace_;
};

// The tree that a survival leaves: every Event from the first on is done or not.
Tree tree_of(const Effects& effects, const Survival& survival);
// The same with permissions before each entry, "0644 …", and FIFOs and devices as "<other>".
Tree picture_of(const Effects& effects, const Survival& survival);
Survival everything_until(std::uint64_t gap);

}  // namespace crashproof::testing
