// An explicit list, in the order in which verdicts are told.
#include "scenarios/checks/catalogue.h"

#include "scenarios/checks/no_extra.h"
#include "scenarios/checks/no_loss.h"
#include "scenarios/checks/no_undedupable_duplicates.h"
#include "scenarios/checks/not_torn.h"
#include "scenarios/checks/resume_ends.h"

namespace crashproof {

const std::vector<Check>& checks() {
  static const std::vector<Check> all{resume_ends(), no_loss(), not_torn(),
                                      no_undedupable_duplicates(), no_extra()};
  return all;
}

}  // namespace crashproof
