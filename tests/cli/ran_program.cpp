// Through bash and files, which needs nothing of the harness that is under test.
#include "tests/cli/ran_program.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/model/printable.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

RanProgram run_line(const std::string& line, const std::string& directory) {
  const TemporaryDirectory outputs;
  // Settings of the tests' own environment must not reach the program.
  outputs.write("script",
                "unset ${!CRASHPROOF_@}\nexport CRASHPROOF=" + shell_quoted(CRASHPROOF_PROGRAM) +
                    "\ncd " + shell_quoted(directory) + "\n" + line + "\n");
  const std::string call = "bash " + shell_quoted(outputs.path("script")) + " </dev/null >" +
                           shell_quoted(outputs.path("out")) + " 2>" +
                           shell_quoted(outputs.path("err"));
  const int status = std::system(call.c_str());
  RanProgram ran;
  ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = content_of(outputs.path("out"));
  ran.err = content_of(outputs.path("err"));
  return ran;
}

}  // namespace crashproof::cli
