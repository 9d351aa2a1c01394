// crashproof completion: what a shell sources.
#include <algorithm>
#include <array>

#include "harness/cli/nearest.h"
#include "harness/cli/session.h"
#include "harness/cli/shell_completion.h"

namespace crashproof::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)(const std::vector<Verb>& verbs);
};
constexpr std::array shells = {Shell{"bash", bash_completion}, Shell{"zsh", zsh_completion},
                               Shell{"fish", fish_completion}};

}  // namespace

int run_completion(const Invocation& invocation) {
  const std::string& wanted = invocation.operands[0];
  const auto* const shell = std::ranges::find(shells, wanted, &Shell::name);
  if (shell == shells.end())
    throw UsageError(
        "there are completions for bash, zsh and fish, as in: source <(crashproof "
        "completion bash)");
  print_out(shell->script(*invocation.verbs));
  return 0;
}

}  // namespace crashproof::cli
