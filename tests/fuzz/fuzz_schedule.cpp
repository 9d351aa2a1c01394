// Schedules: any text is one that can be written again, or one line of error.
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "harness/model/schedule.h"
#include "tests/fuzz/fuzz_target.h"

namespace crashproof {
namespace {

void match_globs(const CrashSchedule& schedule) {
  for (const ScheduleStep& step : schedule.steps) {
    const std::string& glob = step.position.glob;
    if (!glob_matches(glob_quoted(glob), glob)) std::abort();
    glob_matches(glob, std::string(200, 'a'));
  }
}

}  // namespace

std::vector<std::string> fuzz_seeds() {
  return {"kill@start", "kill@after:rename(state/ckpt.json)#3; kill@resume1:in:write(out.csv)#2+17",
          "failpoint[after_save]@resume2:event(12);term@resume3:before:unlink(a\\)b*c)#2",
          "kill@in:write(*a*a*a*a*a*b)+1", "kill@end"};
}

}  // namespace crashproof

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const crashproof::CrashSchedule schedule = crashproof::parse_schedule(text);
    if (crashproof::parse_schedule(crashproof::to_string(schedule)) != schedule) std::abort();
    crashproof::match_globs(schedule);
  } catch (const std::invalid_argument& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) std::abort();
  }
  return 0;
}
