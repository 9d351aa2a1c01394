// Makes a thumbnail of every photo that has none: every second value of every second row.
#include <dirent.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace {

std::set<std::string> names_in(const char* folder) {
  std::set<std::string> names;
  DIR* directory = ::opendir(folder);
  while (const dirent* entry = ::readdir(directory))
    if (entry->d_name[0] != '.') names.insert(entry->d_name);
  ::closedir(directory);
  return names;
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

std::string thumbnail(std::istream& photo) {
  std::string small, line;
  for (int row = 0; std::getline(photo, line); ++row) {
    if (row < 3 || row % 2 == 0) continue;
    std::istringstream values(line);
    for (std::string kept, passed_over; values >> kept; values >> passed_over) small += kept + " ";
    small += "\n";
  }
  return small;
}

}  // namespace

int main() {
  ::mkdir("thumbs", 0755);
  for (const std::string& name : names_in("photos")) {
    const std::string target = "thumbs/" + name;
    if (exists(target)) continue;  // a run before this one has made it
    std::ifstream photo("photos/" + name);
    std::ofstream(target) << "P2 small\n" << thumbnail(photo);
  }
}
