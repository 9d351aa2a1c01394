// The private temporary directory of a trial.
#include "harness/trial/report_path.h"

#include <sys/stat.h>

#include <cerrno>
#include <stdexcept>
#include <vector>

namespace crashproof {

std::string report_path(const Sandbox& sandbox, const std::string& name) {
  std::string directory = sandbox.temporary_directory();
  if (directory.empty()) {
    const std::vector<std::string> places = sandbox.restored();
    if (places.empty()) {
      throw std::runtime_error("this fault needs a private /tmp, which is not to be had here");
    }
    directory = places.front();
  }
  return directory + "/.crashproof-" + name;
}

std::string report_directory(const Sandbox& sandbox, const std::string& name) {
  try {
    std::string directory = report_path(sandbox, name);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return "";
    return directory;
  } catch (const std::runtime_error&) {
    return "";
  }
}

}  // namespace crashproof
