// Shared by the tests of injections.
#include "tests/record/injected_run.h"

#include <algorithm>
#include <filesystem>

#include "tests/record/replayer.h"

namespace crashproof::testing {

Position position(const std::string& text) {
  return parse_schedule("kill@" + text).steps.front().position;
}

Injection injection(Injection::Effect effect, const std::string& where) {
  Injection made;
  made.effect = effect;
  made.position = position(where);
  return made;
}

Injection failure(const std::string& where, int error, std::uint64_t times) {
  Injection made = injection(Injection::Effect::fail_call, where);
  made.error = error;
  made.times = times;
  return made;
}

Supervised InjectedRun::run(std::vector<std::string> argv, std::vector<Injection> injections,
                            const std::string& kill_at) {
  sandbox_.remember();
  Supervision supervision = sandbox_.supervision(std::move(argv));
  supervision.injections = std::move(injections);
  if (!kill_at.empty()) supervision.kill_at = position(kill_at);
  Supervised result = supervise(supervision);
  EXPECT_EQ(children_left(), 0);
  EXPECT_EQ(result.happened.size(), supervision.injections.size());
  const std::string copy = sandbox_.copy_of_beginning();
  EXPECT_NO_THROW(replay(result.trace, result.trace.events.size(), copy));
  EXPECT_EQ(difference(picture_of(sandbox_.workspace(), true), picture_of(copy, true)), "");
  return result;
}

bool InjectedRun::exists(const std::string& name) const {
  return std::filesystem::exists(sandbox_.workspace() + "/" + name);
}

std::size_t InjectedRun::lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::vector<std::size_t> InjectedRun::where(const Trace& trace, std::string_view described) {
  std::vector<std::size_t> places;
  for (const Event& event : trace.events) {
    if (describe(event) == described) places.push_back(event.index);
  }
  return places;
}

}  // namespace crashproof::testing
