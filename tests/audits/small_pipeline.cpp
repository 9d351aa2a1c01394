// Made by bash, so that it needs nothing of what is under test.
#include "tests/audits/small_pipeline.h"

namespace crashproof::audits {

void write_small_source(const Workspace& workspace, int items) {
  workspace.prepare("mkdir src && for i in $(seq " + std::to_string(items) +
                    "); do seq $((i * 50)) > src/f$i.txt; done");
}

std::string pipeline_line(const std::string& options) {
  return "-- \"$REFERENCE_PIPELINE\" --source src --work w " + options;
}

}  // namespace crashproof::audits
