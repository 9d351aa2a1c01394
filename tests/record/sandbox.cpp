// Directories for the tests of the recorder.
#include "tests/record/sandbox.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace crashproof::testing {
namespace {

namespace fs = std::filesystem;

// cp keeps what std::filesystem does not: times, attributes, hard links.
void copy_tree(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  const std::string command = "cp -a '" + from + "' '" + to + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
}

}  // namespace

Sandbox::Sandbox() {
  std::string pattern = fs::canonical(fs::temp_directory_path()) / "crashproof-record-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  root_ = pattern;
  fs::create_directory(workspace());
  remember();
}

Sandbox::~Sandbox() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

std::string Sandbox::copy_of_beginning() {
  copy_tree(root_ + "/beginning", root_ + "/copy");
  return root_ + "/copy";
}

void Sandbox::remember() {
  copy_tree(workspace(), root_ + "/beginning");
}

void Sandbox::restore() {
  copy_tree(root_ + "/beginning", workspace());
}

void Sandbox::put(const std::string& name, const std::string& content) const {
  std::ofstream(workspace() + "/" + name, std::ios::binary) << content;
}

std::string Sandbox::read(const std::string& name) const {
  return read_outside("work/" + name);
}

std::string Sandbox::read_outside(const std::string& name) const {
  std::ifstream file(root_ + "/" + name, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

Supervision Sandbox::supervision(std::vector<std::string> argv) const {
  Supervision supervision;
  supervision.workspace = workspace();
  supervision.launch.directory = workspace();
  supervision.launch.argv = std::move(argv);
  for (char** variable = environ; *variable != nullptr; ++variable) {
    supervision.launch.environment.emplace_back(*variable);
  }
  supervision.limit_seconds = 20;
  supervision.leftover_grace_seconds = 0.2;
  return supervision;
}

std::string subject(const std::string& name) {
  return std::string(CRASHPROOF_SUBJECTS) + "/" + name;
}

int children_left() {
  return ::waitpid(-1, nullptr, WNOHANG | __WALL) == -1 && errno == ECHILD ? 0 : 1;
}

}  // namespace crashproof::testing
