// Pages come from the catalogue of failure modes, paths of sources from a look at the files.
#include "harness/cli/completed_report.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

#include "harness/cli/options.h"
#include "harness/cli/repository_root.h"
#include "scenarios/failure_modes/page.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

std::vector<Explanation> explanations_for(const Report& report) {
  std::vector<Explanation> explanations;
  const auto explain = [&](const Finding& finding) {
    const FailureModePage* page = page_of(finding.diagnosis.code);
    const bool known = std::ranges::find(explanations, finding.diagnosis.code,
                                         &Explanation::code) != explanations.end();
    if (page == nullptr || known) return;
    explanations.push_back({page->code, page->name, page->summary, page->fix, page->text});
  };
  for (const Finding& finding : report.findings) explain(finding);
  for (const AcceptedFinding& accepted : report.accepted) explain(accepted.finding);
  return explanations;
}

std::optional<std::string> path_in(const fs::path& root, const fs::path& file) {
  std::error_code absent;
  const fs::path canonical = fs::canonical(file, absent);
  if (absent || !fs::is_regular_file(canonical, absent)) return std::nullopt;
  const std::string path = canonical.lexically_relative(root).string();
  if (path.empty() || path.starts_with("..")) return std::nullopt;
  return path;
}

// A compiled program has no lines to point at.
bool is_text(const fs::path& file) {
  std::array<char, 512> head{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), head.size());
  const auto* const end = head.begin() + stream.gcount();
  return std::find(head.cbegin(), end, '\0') == end;
}

// A result has to point at some file: without a source file, at one that the finding is about.
void add_data_files(SourceFiles& files, const Report& report, const fs::path& root) {
  for (const Finding& finding : report.findings) {
    std::vector<std::string> names = finding.diagnosis.blamed;
    for (const Difference& difference : finding.example.differences)
      names.push_back(difference.path);
    for (const std::string& name : names) {
      const fs::path file = name.substr(0, name.find('#'));  // of a table, its database
      if (file.empty() || file.is_absolute()) continue;
      const std::string path = (fs::path(report.subject.workspace) / file)
                                   .lexically_normal()
                                   .lexically_relative(root)
                                   .string();
      if (!path.starts_with("..")) files.paths.emplace(name, path);
    }
  }
}

SourceFiles source_files_of(const Report& report) {
  SourceFiles files;
  const fs::path workspace = report.subject.workspace;
  const fs::path root = repository_root(workspace);
  const auto add_places = [&](const Finding& finding) {
    for (const CallSite* site : {&finding.opener_place, &finding.closer_place}) {
      const std::string& file = site->place.file;
      if (file.empty()) continue;
      // A file outside of the workspace is known by the end of its path.
      for (const fs::path& base : {workspace, root})
        if (const auto path = path_in(root, base / file)) files.paths.emplace(file, *path);
    }
  };
  for (const Finding& finding : report.findings) add_places(finding);
  for (const AcceptedFinding& accepted : report.accepted) add_places(accepted.finding);
  for (const std::string& word : report.subject.command) {
    const auto path = path_in(root, workspace / report.subject.directory / word);
    if (!path || !is_text(root / *path)) continue;
    files.job = *path;
    break;
  }
  if (files.job.empty()) add_data_files(files, report, root);
  return files;
}

}  // namespace

Report completed(Report report, const CampaignOptions& options, const std::string& directory) {
  CampaignOptions replayed = options;
  // A step that works from the run directory learns its subject there.
  if (!report.subject.command.empty()) replayed.subject = report.subject;
  report.version = CRASHPROOF_VERSION;
  report.replay_options = replay_options(replayed, directory);
  report.explanations = explanations_for(report);
  report.source_files = source_files_of(report);
  return report;
}

}  // namespace crashproof::cli
