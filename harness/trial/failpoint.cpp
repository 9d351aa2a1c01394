// The harness's side of the failpoint protocol.
#include "harness/trial/failpoint.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "harness/trial/report_path.h"

namespace crashproof {
namespace {

// "NAME[@HIT][=ERRNO]" -> "NAME@HIT:kill" or "NAME@HIT:errno=ERRNO".
std::string armed(const std::string& parameter) {
  const auto equals = parameter.find('=');
  std::string point = parameter.substr(0, equals);
  if (point.find('@') == std::string::npos) point += "@1";
  if (equals == std::string::npos) return point + ":kill";
  return point + ":errno=" + parameter.substr(equals + 1);
}

}  // namespace

FailpointRun::FailpointRun(const Sandbox& sandbox, const std::string& parameter)
    : file_(report_path(sandbox, "points")) {
  variables_.emplace_back("CRASHPROOF_POINTS_FILE", file_);
  if (!parameter.empty()) variables_.emplace_back("CRASHPROOF_FAILPOINT", armed(parameter));
}

FailpointRun::~FailpointRun() {
  ::unlink(file_.c_str());
}

std::vector<PointReport> FailpointRun::points() const {
  std::vector<PointReport> points;
  const auto point_named = [&](const std::string& name) -> PointReport& {
    const auto known = std::find_if(points.begin(), points.end(),
                                    [&](const PointReport& point) { return point.name == name; });
    return known != points.end() ? *known : points.emplace_back(PointReport{name, "", 0, false});
  };
  std::ifstream lines(file_);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string what;
    std::string name;
    words >> what >> name;
    if (name.empty()) continue;
    PointReport& point = point_named(name);
    if (what == "declare") std::getline(words >> std::ws, point.summary);
    if (what == "hits") words >> point.hits;
    if (what == "fired") point.fired = true;
  }
  return points;
}

bool FailpointRun::fired() const {
  const std::vector<PointReport> all = points();
  return std::any_of(all.begin(), all.end(), [](const PointReport& point) { return point.fired; });
}

}  // namespace crashproof
