// The best of what is known: file and line, else the function, else the command.
#include "harness/model/call_site.h"

#include <fmt/format.h>

namespace crashproof {

std::string describe(const CallSite& site) {
  if (!site.file.empty()) {
    const std::string place = fmt::format("{}:{}", site.file, site.line);
    return site.function.empty() ? place : place + " " + site.function;
  }
  if (site.function.empty()) return site.command;
  const std::string program = site.command.substr(0, site.command.find(' '));
  return program.empty() ? site.function : site.function + " in " + program;
}

}  // namespace crashproof
