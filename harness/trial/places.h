// Directories outside the workspace (/tmp, HOME, …) of which each trial gets its own version.
#pragma once

#include <string>
#include <vector>

#include "harness/trial/isolation.h"
#include "harness/trial/mirror.h"

namespace crashproof {

// With overlays the subject sees what is there, and its changes go to a layer of their own. Without
// them it sees an empty directory. Lives in a Cell, whose current directory is the scratch.
class Places {
 public:
  // Directories that cannot be had privately are left out. None may hold the scratch on disk.
  Places(const Isolation& isolation, const std::vector<std::string>& directories);
  ~Places();
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  // Where a Mirror applies Events of these places.
  std::vector<MirroredPlace> mirrored() const;
  std::vector<std::string> directories() const;

  // Mounts them in the mirrored state, if they are not already so. `state_changed`: a mirror has
  // changed its side since the last call.
  void prepare(bool state_changed);

 private:
  struct Place {
    std::string directory;
    std::string layer;     // the mirrored state
    std::string box;       // a fresh tmpfs for the run's own changes
    int original_fd = -1;  // the directory as it is outside
    bool mounted = false;
  };

  void mount(Place& place) const;
  void unmount(Place& place) const;
  bool dirty(const Place& place) const;

  Isolation isolation_;
  std::vector<Place> places_;
};

}  // namespace crashproof
