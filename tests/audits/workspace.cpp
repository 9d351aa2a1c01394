// Plain files and bash, which need nothing of the harness that is under test.
#include "tests/audits/workspace.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/audits/program.h"

namespace crashproof::audits {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string fingerprint(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return "gone";
  std::string content;
  if (S_ISREG(status.st_mode)) content = content_of(path);
  if (S_ISLNK(status.st_mode)) content = fs::read_symlink(path).string();
  return fmt::format("{:o} {}:{} {} #{} {}.{} {}.{}\n{}", status.st_mode, status.st_uid,
                     status.st_gid, status.st_size, status.st_ino, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
                     content);
}

}  // namespace

Workspace::Workspace() {
  std::string pattern = (fs::temp_directory_path() / "crashproof-audit-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = fs::canonical(pattern).string();
  fs::permissions(path_, fs::perms(0755));
}

Workspace::~Workspace() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Workspace::write(const std::string& name, const std::string& text) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream(path(name), std::ios::binary) << text;
}

std::string Workspace::read(const std::string& name) const {
  return content_of(path(name));
}

bool Workspace::has(const std::string& name) const {
  return fs::exists(path(name));
}

void Workspace::prepare(const std::string& line) const {
  const Ran ran = run_line(line, path_);
  if (ran.exit != 0) throw std::runtime_error(line + " failed: " + ran.out + ran.err);
}

std::map<std::string, std::string> fingerprints(const std::string& directory) {
  std::map<std::string, std::string> found;
  for (auto entry = fs::recursive_directory_iterator(directory); entry != fs::end(entry); ++entry) {
    const std::string path = entry->path().lexically_relative(directory).string();
    if (path == ".crashproof") {
      entry.disable_recursion_pending();
    } else {
      found[path] = fingerprint(entry->path());
    }
  }
  return found;
}

}  // namespace crashproof::audits
