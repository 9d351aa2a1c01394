// crashproof man: a page of the manual, as roff.
#include <algorithm>

#include "harness/cli/manual_page.h"
#include "harness/cli/nearest.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_man(const Invocation& invocation) {
  const std::vector<Verb>& verbs = *invocation.verbs;
  const Edition edition{CRASHPROOF_VERSION, CRASHPROOF_DATE};
  if (invocation.operands.empty()) {
    print_out(manual_page(verbs, edition));
    return 0;
  }
  const std::string& wanted = invocation.operands[0];
  const auto verb = std::ranges::find(verbs, std::string_view(wanted), &Verb::name);
  if (verb == verbs.end()) {
    std::vector<std::string> names;
    for (const Verb& each : verbs) names.emplace_back(each.name);
    throw UsageError("no verb is called " + wanted + suggestion(wanted, names) +
                     " (crashproof --help lists them)");
  }
  print_out(manual_page_of(*verb, edition));
  return 0;
}

}  // namespace crashproof::cli
