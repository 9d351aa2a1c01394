// The name of the host that runs of this cell see.
#pragma once

#include <string>

namespace crashproof {

// Lives in a cell. The first set() gives the cell a namespace for such names, so that the machine
// keeps its own; the end of this object puts the cell's old name back.
class HostName {
 public:
  HostName() = default;
  ~HostName();
  HostName(const HostName&) = delete;
  HostName& operator=(const HostName&) = delete;

  // Throws CannotHappen where namespaces are refused.
  void set(const std::string& name);

 private:
  std::string original_;  // "" while it has not been changed
};

}  // namespace crashproof
