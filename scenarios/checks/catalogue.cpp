// An explicit list, in the order in which verdicts are told.
#include "scenarios/checks/catalogue.h"

#include "scenarios/checks/keeps_promises.h"
#include "scenarios/checks/no_extra.h"
#include "scenarios/checks/no_loss.h"
#include "scenarios/checks/no_undedupable_duplicates.h"
#include "scenarios/checks/not_torn.h"
#include "scenarios/checks/redo_after_stop.h"
#include "scenarios/checks/redo_bound.h"
#include "scenarios/checks/refuses_unknown_version.h"
#include "scenarios/checks/resume_ends.h"
#include "scenarios/checks/stops_in_time.h"

namespace crashproof {

const std::vector<Check>& checks() {
  static const std::vector<Check> all{resume_ends(),   no_loss(),
                                      not_torn(),      no_undedupable_duplicates(),
                                      no_extra(),      keeps_promises(),
                                      stops_in_time(), redo_after_stop(),
                                      redo_bound(),    refuses_unknown_version()};
  return all;
}

}  // namespace crashproof
