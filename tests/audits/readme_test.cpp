// The first thing that anybody reads is what anybody gets: README.md shows a program and its
// report.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(std::istream& text) {
  Lines lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

struct Shown {
  std::string program;  // load.py
  Lines report;         // of the command after "$ crashproof"
};

Shown shown_in_readme() {
  std::ifstream page(CRASHPROOF_SOURCE_DIR "/README.md");
  Shown shown;
  enum { before, program, report } part = before;
  for (const std::string& line : lines_of(page)) {
    if (part != before && line == "```") break;
    if (line == "$ cat load.py") {
      part = program;
    } else if (line == "$ crashproof audit -- python3 load.py") {
      part = report;
    } else if (part == program) {
      shown.program += line + "\n";
    } else if (part == report) {
      shown.report.push_back(line);
    }
  }
  return shown;
}

// Times, the machine's number of processors and its Landlock, and where the run directory lies.
std::string without_circumstances(const std::string& line) {
  static const std::regex seconds("[0-9.]+ s\\b");
  static const std::regex workers("[0-9]+ workers?");
  if (line.starts_with("  Kept in") || line.starts_with("  Confined")) return line.substr(0, 10);
  return std::regex_replace(std::regex_replace(line, seconds, "_ s"), workers, "_ workers");
}

// A line that ends in an ellipsis is shown in part.
void expect_line(const std::string& printed, const std::string& shown) {
  const std::string wanted = without_circumstances(shown);
  const std::string got = without_circumstances(printed);
  const std::string ellipsis = "…";
  if (wanted.ends_with(ellipsis)) {
    const std::string start = wanted.substr(0, wanted.size() - ellipsis.size());
    EXPECT_EQ(got.substr(0, start.size()), start);
  } else {
    EXPECT_EQ(got, wanted);
  }
}

TEST(Readme, ShowsTheReportThatItsProgramGets) {
  const Shown shown = shown_in_readme();
  ASSERT_FALSE(shown.program.empty());
  const Workspace workspace;
  workspace.write("load.py", shown.program);
  const Ran ran =
      run_line("\"$CRASHPROOF\" audit --quiet --no-color -- python3 load.py", workspace.path());
  EXPECT_EQ(ran.exit, 1) << ran.err;
  std::istringstream out(ran.out);
  const Lines printed = lines_of(out);
  if (ran.out.find("overlays on tmpfs") == std::string::npos) GTEST_SKIP() << "needs overlays";
  ASSERT_EQ(printed.size(), shown.report.size()) << ran.out;
  for (std::size_t i = 0; i < printed.size(); ++i) expect_line(printed[i], shown.report[i]);
}

}  // namespace
}  // namespace crashproof::audits
