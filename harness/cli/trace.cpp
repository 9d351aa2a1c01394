// crashproof trace show: a recorded trace, readably.
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "harness/cli/session.h"
#include "harness/cli/trace_listing.h"
#include "harness/record/trace_file.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view trace_name = "trace.cpt";

fs::path trace_path(const Invocation& invocation, const Session& session) {
  const fs::path named = invocation.operands.size() > 1
                             ? fs::path(invocation.operands[1])
                             : fs::path(session.campaign().run_directory);
  std::error_code absent;
  return fs::is_directory(named, absent) ? named / trace_name : named;
}

}  // namespace

int run_trace(const Invocation& invocation) {
  if (invocation.operands[0] != "show")
    throw UsageError(
        fmt::format("trace {}: what there is, is: crashproof trace show", invocation.operands[0]));
  const Session session(invocation);
  const fs::path path = trace_path(invocation, session);
  std::error_code absent;
  if (!fs::exists(path, absent))
    throw UsageError(fmt::format("{}: no trace; crashproof record makes one", path.string()));
  print_out(trace_listing(read_trace(path.string()), session.options().first_event,
                          session.options().event_limit));
  return 0;
}

}  // namespace crashproof::cli
