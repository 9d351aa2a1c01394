// crashproof points: the places that the subject names itself, with how often each was passed.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/cli/preflight.h"
#include "harness/cli/progress.h"
#include "harness/cli/session.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

std::string as_json(const std::vector<DeclaredPoint>& points) {
  std::string text;
  for (const DeclaredPoint& point : points) {
    const nlohmann::ordered_json object = {{"type", "point"},
                                           {"name", valid_utf8(point.name)},
                                           {"summary", valid_utf8(point.summary)},
                                           {"hits", point.hits}};
    text += object.dump(-1, ' ', true) + "\n";
  }
  return text;
}

std::string as_text(const std::vector<DeclaredPoint>& points) {
  if (points.empty())
    return "The command names no point; docs/POINTS.md says how it could. Audit it without.\n";
  std::size_t width = 0;
  for (const DeclaredPoint& point : points) width = std::max(width, printable(point.name).size());
  std::string text;
  for (const DeclaredPoint& point : points)
    text += fmt::format("{:>7}  {:<{}}  {}\n",
                        point.hits == 0 ? "never" : fmt::format("{}x", point.hits),
                        printable(point.name), width, printable(point.summary));
  return text;
}

}  // namespace

int run_points(const Invocation& invocation) {
  const Session session(invocation);
  check_campaign(session.campaign());
  const std::vector<DeclaredPoint> points = declared_points(session.campaign(), session.listener());
  finish_stderr_progress();
  print_out(session.wants_json() ? as_json(points) : as_text(points));
  return 0;
}

}  // namespace crashproof::cli
