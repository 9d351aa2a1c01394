// The functions of this program by name, and the private flag by which it is run again for one.
#include "harness/testing/subject_function.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <utility>

namespace crashproof::testing {
namespace {

constexpr std::string_view flag = "--crashproof-subject=";
constexpr int failed = 1;
constexpr int unknown_function = 2;

bool main_calls_us = false;

// Made on first use: functions register while the program's static objects are constructed.
std::vector<const SubjectFunction*>& functions() {
  static std::vector<const SubjectFunction*> all;
  return all;
}

const SubjectFunction* function_named(std::string_view name) {
  const auto found =
      std::ranges::find_if(functions(), [name](const auto* each) { return each->name() == name; });
  return found == functions().end() ? nullptr : *found;
}

std::string own_program() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  return {path.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

int carried_out(std::string_view name) {
  const SubjectFunction* function = function_named(name);
  if (function == nullptr) {
    std::fprintf(stderr, "crashproof: this test program has no function '%.*s'\n",
                 static_cast<int>(name.size()), name.data());
    return unknown_function;
  }
  try {
    function->run();
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  } catch (...) {
    std::fputs("an exception that is no std::exception\n", stderr);
  }
  return failed;
}

}  // namespace

SubjectFunction::SubjectFunction(std::string name, std::function<void()> body)
    : name_(std::move(name)), body_(std::move(body)) {
  if (name_.empty() || function_named(name_) != nullptr) {
    std::fprintf(stderr, "crashproof: a SubjectFunction needs a name of its own, not '%s'\n",
                 name_.c_str());
    std::abort();
  }
  functions().push_back(this);
}

SubjectFunction::~SubjectFunction() {
  std::erase(functions(), this);
}

std::vector<std::string> SubjectFunction::command() const {
  return {own_program(), std::string(flag) + name_};
}

void run_as_subject(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first.starts_with(flag)) std::exit(carried_out(first.substr(flag.size())));
  main_calls_us = true;
}

bool can_run_as_subject() {
  return main_calls_us;
}

}  // namespace crashproof::testing
