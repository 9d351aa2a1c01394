// The list of faults. A new one is a file beside kill.cpp, a line in descriptions.h and one here.
#include "faults/catalogue.h"

#include "faults/descriptions.h"

namespace crashproof {

const std::vector<Fault>& fault_catalogue() {
  static const std::vector<Fault> catalogue = {
      faults::kill,
      faults::failpoint,
  };
  return catalogue;
}

}  // namespace crashproof
