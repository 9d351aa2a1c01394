// Every description has hands: what can stand in a schedule can be carried out.
#include <gtest/gtest.h>

#include "faults/catalogue.h"
#include "harness/trial/arming.h"

namespace crashproof {
namespace {

TEST(Catalogue, HoldsNothingThatNoTrialCouldDo) {
  for (const Fault& fault : fault_catalogue()) {
    // The disk after a power cut is made from the recording; no live run could leave it.
    if (fault.name == "power-loss") continue;
    EXPECT_NE(arming_for(fault.name).arm, nullptr) << fault.name;
  }
}

// Else an audit would hand over a recorded state to a fault that strikes the first run.
TEST(Catalogue, AgreesOnWhatNeedsALiveFirstRun) {
  for (const Fault& fault : fault_catalogue()) {
    if (fault.name == "power-loss") continue;
    const bool needs_first_run = arming_for(fault.name).needs_first_run;
    EXPECT_FALSE(needs_first_run && fault.replayable) << fault.name;
    const bool is_change = fault.when == Fault::When::down;
    EXPECT_TRUE(!is_change || needs_first_run != fault.replayable) << fault.name;
  }
}

}  // namespace
}  // namespace crashproof
