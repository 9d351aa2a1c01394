// Templates in which @INSTALL@ and @AUDIT@ stand for the two lines that a shell runs.
#include "harness/cli/ci_snippets.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/cli/settings.h"
#include "harness/model/printable.h"
#include "reports/catalogue.h"

namespace crashproof::cli {
namespace {

struct Template {
  std::string_view name;
  std::string_view path;
  std::string_view text;
  std::string_view with_junit;  // put in for @JUNIT@ where there is such a report
};

constexpr std::array templates = {
    Template{"github", ".github/workflows/crashproof.yml",
             R"(# Written by crashproof init. What is audited, and how, stands in crashproof.toml.
name: crashproof
on: [push, pull_request]
jobs:
  crashproof:
    runs-on: ubuntu-latest
    container: debian:12
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      # Here goes, too, what the job itself needs. tools/package of Crashproof makes crashproof.deb.
      - name: Install Crashproof
        run: |
          @INSTALL@
      - name: Audit
        run: |
          @AUDIT@
)",
             ""},
    Template{"gitlab", ".gitlab-ci.yml",
             R"(# Written by crashproof init. What is audited, and how, stands in crashproof.toml.
crashproof:
  image: debian:12
  timeout: 30 minutes
  # Here goes, too, what the job itself needs. tools/package of Crashproof makes crashproof.deb.
  before_script:
    - |
      @INSTALL@
  script:
    - |
      @AUDIT@
@JUNIT@)",
             R"(  artifacts:
    when: always
    reports:
      junit: @DIRECTORY@crashproof-junit.xml
)"},
    Template{"jenkins", "Jenkinsfile",
             R"(// Written by crashproof init. What is audited, and how, stands in crashproof.toml.
pipeline {
  agent { docker { image 'debian:12'; args '-u root' } }
  options { timeout(time: 30, unit: 'MINUTES') }
  stages {
    stage('crashproof') {
      steps {
        // Here goes, too, what the job itself needs. tools/package of Crashproof makes crashproof.deb.
        sh '''@INSTALL@'''
        sh '''@AUDIT@'''
      }
    }
  }
@JUNIT@}
)",
             R"(  post { always { junit '@DIRECTORY@crashproof-junit.xml' } }
)"},
};

bool writes_junit(const Template& chosen) {
  return !chosen.with_junit.empty() && report_writer_named("junit") != nullptr &&
         setting_named("report") != nullptr;
}

void replace(std::string& text, std::string_view mark, const std::string& with) {
  for (std::size_t at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + with.size()))
    text.replace(at, mark.size(), with);
}

}  // namespace

std::vector<std::string> ci_names() {
  std::vector<std::string> names;
  for (const Template& each : templates) names.emplace_back(each.name);
  return names;
}

CiSnippet ci_snippet(const std::string& name, const std::string& workspace) {
  const Template& chosen = *std::ranges::find(templates, name, &Template::name);
  const bool junit = writes_junit(chosen);
  std::string audit = workspace.empty() ? "" : "cd " + shell_quoted(workspace) + "\n";
  audit += junit ? "crashproof ci --report junit=crashproof-junit.xml" : "crashproof ci";
  std::string text(chosen.text);
  // A line of a block keeps the block's indentation.
  const auto put = [&text](std::string_view mark, std::string lines) {
    const std::size_t at = text.find(mark);
    const std::size_t line = text.rfind('\n', at) + 1;
    const bool is_block = text.find_first_not_of(' ', line) == at;
    if (is_block) replace(lines, "\n", "\n" + std::string(at - line, ' '));
    replace(text, mark, lines);
  };
  put("@INSTALL@", "apt-get update\napt-get install -y ./crashproof.deb");
  put("@AUDIT@", audit);
  replace(text, "@JUNIT@", junit ? std::string(chosen.with_junit) : "");
  replace(text, "@DIRECTORY@", workspace.empty() ? "" : workspace + "/");
  return {std::string(chosen.path), std::move(text)};
}

}  // namespace crashproof::cli
