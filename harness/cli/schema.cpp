// crashproof schema: what run.json looks like, as a JSON Schema.
#include "harness/cli/session.h"
#include "reports/run_schema.h"

namespace crashproof::cli {

int run_schema(const Invocation& invocation) {
  const Session session(invocation);
  print_out(std::string(reports::run_schema()));
  return 0;
}

}  // namespace crashproof::cli
