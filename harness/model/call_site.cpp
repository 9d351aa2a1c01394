// The best of what is known: file and line, else the function, else the command.
#include "harness/model/call_site.h"

#include <fmt/format.h>

namespace crashproof {
namespace {

// Lambdas of one file share their name, and are different functions.
bool has_own_name(const CodePlace& place) {
  return place.function.find("operator()") == std::string::npos &&
         place.function.find("lambda") == std::string::npos;
}

bool is_one_function(const CodePlace& one, const CodePlace& other) {
  return !one.file.empty() && one.file == other.file && one.function == other.function &&
         has_own_name(one);
}

}  // namespace

std::string describe(const CodePlace& place) {
  if (place.file.empty()) return place.function;
  const std::string where = fmt::format("{}:{}", place.file, place.line);
  return place.function.empty() ? where : where + " " + place.function;
}

std::string describe(const CallSite& site) {
  const CodePlace& place = site.place;
  if (place.file.empty()) {
    if (place.function.empty()) return site.command;
    const std::string program = site.command.substr(0, site.command.find(' '));
    return program.empty() ? place.function : place.function + " in " + program;
  }
  const bool is_innermost = site.stack.empty() || site.stack.front() == place;
  return is_innermost ? describe(place) : describe(place) + ", in " + describe(site.stack.front());
}

std::pair<CallSite, CallSite> parted(CallSite one, CallSite other) {
  std::size_t from = 0;  // what lies further in on the other stack has been passed
  for (const CodePlace& place : one.stack) {
    for (std::size_t i = from; i < other.stack.size(); ++i) {
      if (!is_one_function(place, other.stack[i])) continue;
      if (place.line != other.stack[i].line) {
        one.place = place;
        other.place = other.stack[i];
        return {std::move(one), std::move(other)};
      }
      from = i + 1;  // one call leads to both: the ways part further out, if at all
      break;
    }
  }
  return {std::move(one), std::move(other)};
}

}  // namespace crashproof
