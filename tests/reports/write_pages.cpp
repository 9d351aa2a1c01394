// Writes the HTML report of made-up runs, for the tests in a browser: write_pages DIRECTORY leaves
// ten.html, hundred_thousand.html and hostile.html there.
#include <cstdio>
#include <fstream>
#include <string>

#include "reports/catalogue.h"
#include "tests/reports/made_map.h"

namespace {

bool write(const std::string& path, const crashproof::Report& report) {
  std::ofstream file(path, std::ios::binary);
  file << crashproof::report_writer_named("html")->write(report);
  return static_cast<bool>(file.flush());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace crashproof::testing_reports;
  if (argc != 2) {
    std::fputs("usage: write_pages DIRECTORY\n", stderr);
    return 2;
  }
  const std::string directory = std::string(argv[1]) + "/";
  const bool written = write(directory + "ten.html", mapped_report(10)) &&
                       write(directory + "hundred_thousand.html", mapped_report(100'000)) &&
                       write(directory + "hostile.html", hostile_mapped_report());
  return written ? 0 : 1;
}
