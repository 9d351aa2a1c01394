// Collects, during a run, where in the code its Events are made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "harness/model/call_site.h"
#include "harness/model/event.h"
#include "harness/record/process_tree.h"
#include "harness/record/python_stack.h"
#include "harness/record/supervisor.h"

namespace crashproof {

class CallSites {
 public:
  // The Supervision has to outlive it. Throws std::runtime_error if Python is to be asked and its
  // directory cannot be made.
  explicit CallSites(const Supervision& supervision);

  // Before the launch.
  void arm(Launch& launch) const;
  // Looks at the Events that are new since the last call. `stopped` is the thread that stands at
  // the exit of the call that made them; null if there is none: then only their processes are
  // known. A wait status that comes back is to be handled in place of continuing the thread.
  std::optional<int> look(const std::vector<Event>& events, ProcessTree& tree,
                          const Tracee* stopped);
  std::map<std::uint64_t, CallSite> take() { return std::move(sites_); }

 private:
  CallSite command_of(pid_t pid) const;
  std::optional<int> add_frames(CallSite& site, const Tracee& stopped) const;
  void set_frames(CallSite& site, const Stack& own) const;
  std::string shortened(const std::string& file) const;

  const Supervision& supervision_;
  std::unique_ptr<PythonStacks> python_;  // null: it is not asked
  std::size_t seen_ = 0;                  // Events
  std::map<std::uint64_t, CallSite> sites_;
};

}  // namespace crashproof
