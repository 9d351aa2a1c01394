// Shared by the tests of call sites.
#include "tests/record/sited_run.h"

#include <algorithm>
#include <filesystem>

namespace crashproof::testing {

void SitedRun::run(std::vector<std::string> argv) {
  for (const char* name : {"out", "final"})
    std::filesystem::remove(sandbox_.workspace() + "/" + name);
  Supervision supervision = sandbox_.supervision(std::move(argv));
  supervision.wants_call_site = [](const Event& event) { return changes_files(event.kind); };
  supervision.python_reports = sandbox_.root();
  std::vector<std::string>& environment = supervision.launch.environment;
  for (const std::string& variable : environment_) {
    const std::string name = variable.substr(0, variable.find('=') + 1);
    std::erase_if(environment, [&](const std::string& each) { return each.starts_with(name); });
    environment.push_back(variable);
  }
  run_ = supervise(supervision);
  EXPECT_EQ(children_left(), 0);
  EXPECT_TRUE(run_.trace.exit.succeeded()) << run_.trace.exit.code;
  // What was put there for the run is gone again.
  const auto entries = std::filesystem::directory_iterator(sandbox_.root());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 2) << "work and beginning";
  for (const Event& event : run_.trace.events) {
    EXPECT_EQ(event.path.find(".crashproof"), std::string::npos) << describe(event);
    // A store may be found when its maker is gone.
    if (event.kind == EventKind::mapped_store) continue;
    EXPECT_EQ(run_.call_sites.contains(event.index), changes_files(event.kind)) << describe(event);
  }
}

const CallSite* SitedRun::find(const std::string& event) const {
  const auto& events = run_.trace.events;
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const Event& each) { return describe(each) == event; });
  if (found == events.end()) return nullptr;
  const auto site = run_.call_sites.find(found->index);
  return site == run_.call_sites.end() ? nullptr : &site->second;
}

std::string SitedRun::site_of(const std::string& event) const {
  const CallSite* site = find(event);
  return site == nullptr ? "none" : describe(*site);
}

unsigned line_of(const std::string& text, const std::string& marker) {
  const std::size_t at = text.find(marker);
  if (at == std::string::npos) throw std::invalid_argument("no line with " + marker);
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(at);
  return 1 + static_cast<unsigned>(std::count(text.begin(), end, '\n'));
}

}  // namespace crashproof::testing
